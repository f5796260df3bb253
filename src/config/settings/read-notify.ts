// Who is told of news: URLs with a format, and a program. Refuses to know whether anybody answers there. What is wrong with a
// URL is said without showing it: whoever knows it can send messages in our name.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../findings/finding.ts';
import { askWhether, suggestWord } from '../findings/suggest.ts';
import type { RawValue, RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';
import { type NotifyFormat, type NotifyReceiver, type NotifyUrl, notifyFormats } from './notify-receiver.ts';

const flag = 'notify-url';
/** A team has a channel, a pager and a phone or two. Each has its timers and connections. */
const receiversMax = 16;
/** Longer ones are no address of any chat service. */
const urlCharactersMax = 2048;
const example = 'https://ntfy.sh/my-topic or slack+https://chat.example.com/hooks/…';
/** What it may be called with ntfy. */
const topicPattern = /^[-_A-Za-z0-9]{1,64}$/;

export function readNotify(values: RawValues, findings: Findings): readonly NotifyReceiver[] {
  const receivers = new Map<string, NotifyReceiver>();
  const raw = values.get(flag);
  for (const text of raw?.texts ?? []) {
    const receiver = raw && new UrlReader(text, raw, findings).read();
    if (receiver !== undefined) receivers.set(receiver.id, receiver);
  }
  const program = readProgram(values, findings);
  if (program !== undefined) receivers.set(program.id, program);
  if (receivers.size > receiversMax)
    findings.error(flag, `names ${receivers.size} receivers; at most ${receiversMax} are allowed`);
  return numberLabels([...receivers.values()]);
}

function readProgram(values: RawValues, findings: Findings): NotifyReceiver | undefined {
  const { texts: [path] = [], folder = '' } = values.get('notify-exec') ?? {};
  if (path === undefined) return undefined;
  if (path.trim() === '') {
    findings.error('notify-exec', 'is empty; name a program, or leave it out');
    return undefined;
  }
  if (/\s-/.test(path)) {
    findings.error(
      'notify-exec',
      `${quote(path)} has arguments; name a program alone, such as a script that calls it with them`,
    );
    return undefined;
  }
  const absolute = resolve(folder, path);
  return { kind: 'program', path: absolute, label: absolute, id: identify(`program ${absolute}`) };
}

class UrlReader {
  readonly #text: string;
  readonly #raw: RawValue;
  readonly #findings: Findings;

  constructor(text: string, raw: RawValue, findings: Findings) {
    this.#text = text.trim();
    this.#raw = raw;
    this.#findings = findings;
  }

  read(): NotifyUrl | undefined {
    const { word, address } = splitFormat(this.#text);
    const named = notifyFormats.find((format) => format === word);
    if (word !== undefined && named === undefined) {
      const known = notifyFormats.join(', ');
      return this.#refuse(
        `${quote(word)} is no format; there are ${known}${askWhether(suggestWord(word, notifyFormats))}`,
      );
    }
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      const [scheme] = /^[A-Za-z]{1,10}:\/\//.exec(address) ?? [];
      const what = scheme === undefined ? 'has something that is' : `${quote(`${scheme}…`)} is`;
      return this.#refuse(`${what} no URL with https:// or http://; write one such as ${example}`);
    }
    if (address.length > urlCharactersMax)
      return this.#refuse(
        `is a URL of ${address.length} characters; at most ${urlCharactersMax} are allowed`,
      );
    return this.#describe(url, named ?? guessFormat(url));
  }

  #describe(url: URL, format: NotifyFormat): NotifyUrl | undefined {
    const label = `${url.protocol}//${url.host}/…`;
    const credentials = takeCredentials(url);
    url.hash = '';
    const topic = format === 'ntfy' ? takeTopic(url) : undefined;
    if (topic !== undefined && !topicPattern.test(topic))
      return this.#refuse(`${label} has no topic; write it at the end, as in https://ntfy.sh/my-topic`);
    const isKnown = format === 'slack' || format === 'discord';
    if (isKnown && url.pathname.length < 2)
      return this.#refuse(
        `${label} is not the URL of a webhook; copy the whole of it from where you made it`,
      );
    this.#warn(url, label, isKnown || topic !== undefined || credentials !== undefined);
    return {
      kind: 'url',
      format,
      url: url.href,
      ...(credentials !== undefined && { credentials }),
      ...(topic !== undefined && { topic }),
      label,
      id: identify(`${format} ${credentials ?? ''} ${url.href} ${topic ?? ''}`),
    };
  }

  #warn(url: URL, label: string, hasSecret: boolean): void {
    if (!hasSecret) return;
    if (url.protocol === 'http:' && !isLocal(url.hostname))
      this.#findings.warn(
        flag,
        `${label} is sent without encryption, and whoever sees it can send messages there; use https://`,
      );
    if (this.#raw.source === `--${flag}`)
      this.#findings.warn(
        flag,
        `${label} stands on the command line, which every user of this machine can read; write it into the configuration file, or name a file that has it: --${flag} @FILE`,
      );
  }

  #refuse(message: string): undefined {
    this.#findings.error(flag, `${message}${from(flag, this.#raw)}`);
    return undefined;
  }
}

/** `slack+https://…`; `+` stands in no scheme that we take. */
function splitFormat(text: string): { readonly word: string | undefined; readonly address: string } {
  const [, word, address = text] = /^([A-Za-z]+)\+(https?:.*)$/.exec(text) ?? [];
  return { word, address };
}

function guessFormat({ hostname, pathname }: URL): NotifyFormat {
  if (hostname === 'hooks.slack.com') return 'slack';
  if (/(?:^|\.)discord(?:app)?\.com$/.test(hostname) && pathname.startsWith('/api/webhooks/'))
    return 'discord';
  return hostname === 'ntfy.sh' ? 'ntfy' : 'json';
}

/** The message goes to the server, with the topic inside. */
function takeTopic(url: URL): string {
  const [, folder = '/', topic = ''] = /^(.*\/)([^/]*)$/.exec(url.pathname.replace(/\/+$/, '')) ?? [];
  url.pathname = folder;
  return topic;
}

/** `https://user:password@host/`, and of ntfy `https://:token@host/topic`. */
function takeCredentials(url: URL): string | undefined {
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return undefined;
  const decoded = `${decode(username)}:${decode(password)}`;
  return `Basic ${Buffer.from(decoded).toString('base64')}`;
}

/** A lone percent sign stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function identify(text: string): string {
  return createHash('sha256').update(`healthy-dns notify ${text}`).digest('hex').slice(0, 32);
}

/** Two channels of one chat service look the same but for their secret. */
function numberLabels(receivers: readonly NotifyReceiver[]): readonly NotifyReceiver[] {
  const seen = new Map<string, number>();
  return receivers.map((receiver) => {
    const number = (seen.get(receiver.label) ?? 0) + 1;
    seen.set(receiver.label, number);
    return number === 1 ? receiver : { ...receiver, label: `${receiver.label} (${number})` };
  });
}
