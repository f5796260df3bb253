// Slack's incoming webhooks, which Mattermost and Rocket.Chat take too: a line, and the text beside a bar of a colour. Whatever
// a name looks like, it formats nothing and calls nobody.

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
    // A name of a host is no link to be fetched and shown.
    unfurl_links: false,
    unfurl_media: false,
    attachments: [{ color: colours[severity], text: shown, fallback: shown, mrkdwn_in: [] }],
  });
}

/** The three characters that begin mentions, links and entities. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
