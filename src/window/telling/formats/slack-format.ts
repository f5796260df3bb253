// Slack's incoming webhooks, which Mattermost and Rocket.Chat accept too: a line, and the text beside a coloured bar. Whatever a name
// looks like, it is neither formatting nor a mention.

import type { Severity } from '../standing/subject.ts';
import { cut } from '../wording/phrases.ts';
import type { Message } from './message.ts';

const colours: Readonly<Record<Severity, string>> = {
  critical: '#d13438',
  warning: '#e8912d',
  info: '#2eb67d',
};
/** Slack cuts later, in the middle of what was escaped. */
const titleCharactersMax = 400;
const textCharactersMax = 3500;

export function writeSlack({ host, title, text, severity }: Message): string {
  const shown = escapeSlack(cut(text, textCharactersMax));
  return JSON.stringify({
    text: escapeSlack(cut(`${host}: ${title}`, titleCharactersMax)),
    mrkdwn: false,
    // Host names must not be fetched and previewed as links.
    unfurl_links: false,
    unfurl_media: false,
    attachments: [{ color: colours[severity], text: shown, fallback: shown, mrkdwn_in: [] }],
  });
}

/**
 * The three characters that begin mentions, links and entities. To Mattermost a plain `@all` is a mention, too, and nothing in the
 * message turns that off: a space of no width does.
 */
function escapeSlack(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(?=\w)/g, '@\u200b');
}
