// The names of a whole domain: as written in master files -> as in messages, and what exists by them. Names are lower-cased
// wire form as Latin-1 text.

import type { DomainZone } from './whole-domain.ts';

/** With escapes (RFC 1035 §5.1), absolute when it ends with a dot, `@` for the origin itself. */
export function readName(text: string, origin: string): string {
  if (text === '@') return readName(`${origin}.`, '');
  const labels: string[] = [];
  let label = '';
  let isOpen = true;
  for (let at = 0; at < text.length; at++) {
    isOpen = true;
    const character = text.charAt(at);
    if (character === '\\') {
      const digits = /^\d{3}/.exec(text.slice(at + 1))?.[0];
      label += digits === undefined ? text.charAt(at + 1) : String.fromCharCode(Number(digits));
      at += digits === undefined ? 1 : 3;
    } else if (character === '.') {
      labels.push(label);
      label = '';
      isOpen = false;
    } else label += character;
  }
  if (isOpen) labels.push(label);
  const own = labels.filter((one) => one !== '').map((one) => String.fromCharCode(one.length) + lower(one));
  return own.join('') + (isOpen ? readName(`${origin}.`, '') : '\0');
}

export function showName(name: string): string {
  if (name === '\0') return '.';
  const show = (octet: string) =>
    /[\w*-]/.test(octet) ? octet : `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`;
  return splitName(name)
    .map((label) => `${[...label].map(show).join('')}.`)
    .join('');
}

export function splitName(name: string): string[] {
  const labels: string[] = [];
  for (let at = 0; name.charCodeAt(at) > 0; at += 1 + name.charCodeAt(at))
    labels.push(name.slice(at + 1, at + 1 + name.charCodeAt(at)));
  return labels;
}

/** The name itself, its parent, and so on, without the root. */
export function suffixesOf(name: string): string[] {
  const suffixes: string[] = [];
  for (let rest = name; rest.charCodeAt(0) > 0; rest = rest.slice(1 + rest.charCodeAt(0)))
    suffixes.push(rest);
  return suffixes;
}

export function prepend(label: string, name: string): string {
  return String.fromCharCode(label.length) + label + name;
}

export function ownersOf({ apex, records }: DomainZone): Set<string> {
  return new Set(records.map(({ owner }) => readName(owner, apex)));
}

/** Only ASCII letters have cases (RFC 4343 §3). */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
