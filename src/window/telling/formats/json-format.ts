// Our own format, for programs; docs/notifications.md describes it. Keys are added, never changed or taken away, while `version`
// stays. Bounded, because receivers bound what they take.

import type { News } from '../standing/find-changes.ts';
import { lastedMsOf, severityOf } from '../wording/tidings.ts';
import type { Message } from './message.ts';

/** A receiver that shows more has its own view of the log. */
const eventsMax = 100;
/** Lambda functions, gateways and chat bots take 64 KB and more. */
const octetsMax = 60_000;
/** A list of names, a reason: what is longer was not made for a message. */
const fieldsCharactersMax = 2000;

export function writeJson(message: Message): string {
  const { host, atMs, title, text, severity, news, isTest = false } = message;
  const events: object[] = [];
  const write = () =>
    JSON.stringify({
      version: 1,
      host,
      at: printTime(atMs),
      ...(isTest && { test: true }),
      severity,
      title,
      text,
      events,
      more: news.length - events.length,
    });
  let octets = Buffer.byteLength(write());
  for (const one of news.slice(0, eventsMax)) {
    const event = describe(one);
    octets += Buffer.byteLength(JSON.stringify(event)) + 1;
    if (octets > octetsMax) break;
    events.push(event);
  }
  return write();
}

function describe(news: News): object {
  const { kind, standing, wrong, sinceMs } = news;
  const { subject, atMs, event, message, fields } = standing;
  const isOver = kind === 'ends' || kind === 'passed';
  return {
    event,
    at: printTime(atMs),
    kind: subject.kind,
    name: subject.name,
    state: isOver ? 'well' : wrong,
    ...(kind === 'changes' && { previousState: news.toldWrong }),
    ...(isOver && { previousState: wrong, seconds: Math.round(lastedMsOf(news) / 1000) }),
    ...(kind === 'passed' && { times: news.times }),
    since: printTime(sinceMs),
    severity: severityOf(news),
    message,
    fields: JSON.stringify(fields).length > fieldsCharactersMax ? {} : fields,
  };
}

function printTime(ms: number): string {
  return new Date(ms).toISOString();
}
