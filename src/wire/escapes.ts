// The escapes of presentation format (RFC 1035 §5.1): `\DDD` is the octet of that number, `\X` the character X without its
// special meaning. Refuses to know where they stand.

import type { ByteString } from '../base/byte-string.ts';

const wholeEscape = /\\(?:(\d{3})|(\D))/sy;

/** The octets of a text of octets; nothing when a backslash is followed by neither an octet's number nor a character. */
export function readEscapes(text: string): ByteString | undefined {
  let at = text.indexOf('\\');
  if (at < 0) return text as ByteString;
  let octets = text.slice(0, at);
  while (at < text.length) {
    wholeEscape.lastIndex = at;
    const [, digits, character] = wholeEscape.exec(text) ?? [];
    const octet = digits === undefined ? character?.charCodeAt(0) : Number(digits);
    if (octet === undefined || octet > 0xff) return undefined;
    const end = wholeEscape.lastIndex;
    const next = text.indexOf('\\', end);
    const plainEnd = next < 0 ? text.length : next;
    octets += String.fromCharCode(octet) + text.slice(end, plainEnd);
    at = plainEnd;
  }
  return octets as ByteString;
}

/** Every escape in the text as one ordinary letter: what is left of it is special where it stands. */
export function hideEscapes(text: string): string {
  return text.includes('\\') ? text.replace(/\\(?:\d{3}|\p{ASCII})/gu, 'x') : text;
}

/** At the dots that are not escaped; the escapes stay. */
export function splitLabels(text: string): string[] {
  if (!text.includes('\\')) return text.split('.');
  const labels: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    if (character !== '.') continue;
    labels.push(text.slice(start, at));
    start = at + 1;
  }
  labels.push(text.slice(start));
  return labels;
}

export function printEscape(octet: number): string {
  return `\\${String(octet).padStart(3, '0')}`;
}
