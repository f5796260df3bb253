// ntfy: JSON to the root of the server, with the topic inside (https://docs.ntfy.sh/publish/#publish-as-json). Not the text to
// the topic with headers: those take no other script than Latin.

import type { Severity } from '../standing/subject.ts';
import { cut } from '../wording/phrases.ts';
import type { Message } from './message.ts';

/** A longer message becomes an attachment, which a phone does not show. */
const messageOctetsMax = 4096;
const titleCharactersMax = 250;

/** 5 breaks through "do not disturb", where the phone allows it; 3 is the usual. */
const looks: Readonly<Record<Severity, { readonly priority: number; readonly tag: string }>> = {
  critical: { priority: 5, tag: 'rotating_light' },
  warning: { priority: 4, tag: 'warning' },
  info: { priority: 3, tag: 'white_check_mark' },
};

export function writeNtfy({ host, title, text, severity }: Message, topic: string): string {
  const { priority, tag } = looks[severity];
  return JSON.stringify({
    topic,
    title: cut(`${host}: ${title}`, titleCharactersMax),
    message: cutOctets(text, messageOctetsMax),
    priority,
    tags: [tag],
  });
}

function cutOctets(text: string, octetsMax: number): string {
  if (Buffer.byteLength(text) <= octetsMax) return text;
  // A character that is cut through decodes to U+FFFD.
  const room = octetsMax - Buffer.byteLength('…');
  return `${Buffer.from(text)
    .subarray(0, room)
    .toString('utf8')
    .replace(/\ufffd$/, '')}…`;
}
