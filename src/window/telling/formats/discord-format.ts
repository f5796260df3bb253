// Discord webhooks: a line for the phone, and a card with the text. Whatever a name looks like, it is neither formatting nor a mention.

import type { Severity } from '../standing/subject.ts';
import { cut } from '../wording/phrases.ts';
import type { Message } from './message.ts';

const colours: Readonly<Record<Severity, number>> = {
  critical: 0xd13438,
  warning: 0xe8912d,
  info: 0x2eb67d,
};
/** Discord refuses longer ones. */
const contentCharactersMax = 2000;
const descriptionCharactersMax = 4096;

export function writeDiscord({ host, atMs, title, text, severity }: Message): string {
  return JSON.stringify({
    content: cutEscaped(`${host}: ${title}`, contentCharactersMax),
    embeds: [
      {
        description: cutEscaped(text, descriptionCharactersMax),
        color: colours[severity],
        timestamp: new Date(atMs).toISOString(),
      },
    ],
    allowed_mentions: { parse: [] },
  });
}

/** Half of a text has room for the other half as backslashes: what is cut is never an escape. */
function cutEscaped(text: string, charactersMax: number): string {
  const escaped = escapeDiscord(text);
  return escaped.length <= charactersMax ? escaped : escapeDiscord(cut(text, charactersMax / 2));
}

/** What begins or ends formatting or a mention anywhere, what does so at the beginning of a line, and links. */
function escapeDiscord(text: string): string {
  return text
    .replaceAll(/[\\*_~`|<[]/g, '\\$&')
    .replaceAll(/^([ \t]*)([>#-])/gm, '$1\\$2')
    .replaceAll('://', ':\\//');
}
