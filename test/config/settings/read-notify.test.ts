import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printWholeFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { NotifyReceiver } from '../../../src/config/settings/notify-receiver.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const zone = { 'hosted-zone': 'example.test', ns: '["ns1"]', 'zone-resolutions': '{"ns1": ["192.0.2.53"]}' };

type Given = Readonly<Record<string, string | readonly string[]>>;

function read(flags: Given, environment: Readonly<Record<string, string>> = {}) {
  return readConfig({ ...zone, ...flags } as Parameters<typeof readConfig>[0], environment);
}

function receivers(flags: Given, environment?: Readonly<Record<string, string>>): readonly NotifyReceiver[] {
  const config = read(flags, environment);
  if (!config.ok) throw new Error(config.problem.map(({ message }) => message).join('\n'));
  return config.value.notify;
}

function problems(flags: Given): readonly string[] {
  const config = read(flags);
  return config.ok ? [] : config.problem.map(({ path, message }) => `${path}: ${message}`);
}

function warnings(flags: Given): readonly string[] {
  const config = read(flags);
  return config.ok ? config.value.warnings.map(({ path, message }) => `${path}: ${message}`) : ['an error'];
}

function urlReceiver(text: string) {
  const [receiver] = receivers({ 'notify-url': text });
  if (receiver?.kind !== 'url') throw new Error('no receiver');
  return receiver;
}

describe('readNotify', () => {
  it('tells nobody unless asked to', () => {
    expect(receivers({})).to.deep.equal([]);
  });

  for (const [text, format, url, label] of [
    ['https://hooks.example/in', 'json', 'https://hooks.example/in', 'https://hooks.example/…'],
    [
      'https://hooks.slack.com/services/T/B/x',
      'slack',
      'https://hooks.slack.com/services/T/B/x',
      'https://hooks.slack.com/…',
    ],
    [
      'https://discord.com/api/webhooks/1/x',
      'discord',
      'https://discord.com/api/webhooks/1/x',
      'https://discord.com/…',
    ],
    [
      'https://ptb.discord.com/api/webhooks/1/x',
      'discord',
      'https://ptb.discord.com/api/webhooks/1/x',
      'https://ptb.discord.com/…',
    ],
    ['https://ntfy.sh/alerts', 'ntfy', 'https://ntfy.sh/', 'https://ntfy.sh/…'],
    [
      'ntfy+https://push.example:8443/base/alerts/',
      'ntfy',
      'https://push.example:8443/base/',
      'https://push.example:8443/…',
    ],
    ['json+https://ntfy.sh/alerts', 'json', 'https://ntfy.sh/alerts', 'https://ntfy.sh/…'],
    [
      'slack+http://127.0.0.1:8065/hooks/x#y',
      'slack',
      'http://127.0.0.1:8065/hooks/x',
      'http://127.0.0.1:8065/…',
    ],
  ] as const)
    it(`posts ${format} for ${text}`, () => {
      expect(urlReceiver(text)).to.include({ kind: 'url', format, url, label });
    });

  it('takes the topic of ntfy and credentials out of the URL', () => {
    expect(urlReceiver('ntfy+https://:tk_secret@push.example/alerts')).to.include({
      url: 'https://push.example/',
      topic: 'alerts',
      credentials: `Basic ${Buffer.from(':tk_secret').toString('base64')}`,
      label: 'https://push.example/…',
    });
    expect(urlReceiver('https://me:p%40ss@hooks.example/').credentials).to.equal(
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    );
  });

  it('takes several, of the environment too, and each once', () => {
    const urls = 'https://ntfy.sh/a https://ntfy.sh/b,https://ntfy.sh/a';
    expect(receivers({}, { HEALTHY_DNS_NOTIFY_URL: urls }).map(({ label }) => label)).to.deep.equal([
      'https://ntfy.sh/…',
      'https://ntfy.sh/… (2)',
    ]);
  });

  it('knows a receiver again by an id that reveals nothing', () => {
    const [a, again, b] = ['https://ntfy.sh/a', 'https://ntfy.sh/a', 'https://ntfy.sh/b'].map(
      (text) => urlReceiver(text).id,
    );
    expect(a)
      .to.equal(again)
      .and.to.match(/^[0-9a-f]{32}$/);
    expect(a).not.to.equal(b);
  });

  it('takes a program', () => {
    expect(receivers({ 'notify-exec': '/usr/local/bin/tell' })).to.deep.include({
      kind: 'program',
      path: '/usr/local/bin/tell',
      label: '/usr/local/bin/tell',
      id: receivers({ 'notify-exec': '/usr/local/bin/tell' })[0]?.id,
    });
  });

  it('reads URLs from a file, one on each line', () => {
    const path = join(makeTemporaryDirectory(), 'urls');
    writeFileSync(path, '# phones\n\n  https://ntfy.sh/a \r\nslack+https://chat.example/x\n');
    expect(receivers({ 'notify-url': [`@${path}`, 'https://hooks.example/'] })).to.have.length(3);
    expect(warnings({ 'notify-url': `@${path}` })).to.deep.equal([]);
  });

  describe('what is wrong', () => {
    for (const [text, problem] of [
      [
        'ntfy.sh/my-topic-secret',
        'has something that is no URL with https:// or http://; write one such as https://ntfy.sh/my-topic or slack+https://chat.example.com/hooks/…',
      ],
      [
        'ftp://hooks.example/secret',
        '"ftp://…" is no URL with https:// or http://; write one such as https://ntfy.sh/my-topic or slack+https://chat.example.com/hooks/…',
      ],
      [
        'slak+https://hooks.example/secret',
        '"slak" is no format; there are json, ntfy, slack, discord; did you mean "slack"?',
      ],
      [
        'https://ntfy.sh/',
        'https://ntfy.sh/… has no topic; write it at the end, as in https://ntfy.sh/my-topic',
      ],
      [
        'ntfy+https://push.example/a%20b',
        'https://push.example/… has no topic; write it at the end, as in https://ntfy.sh/my-topic',
      ],
      [
        'https://hooks.slack.com',
        'https://hooks.slack.com/… is not the URL of a webhook; copy the whole of it from where you made it',
      ],
      [`https://hooks.example/${'x'.repeat(3000)}`, 'is a URL of 3022 characters; at most 2048 are allowed'],
    ] as const)
      it(`says so of ${text.slice(0, 60)}`, () => {
        expect(problems({ 'notify-url': text })).to.deep.equal([`notify-url: ${problem}`]);
      });

    it('says so of too many', () => {
      const urls = Array.from({ length: 17 }, (_, index) => `https://hooks.example/${index}`);
      expect(problems({ 'notify-url': urls })).to.deep.equal([
        'notify-url: names 17 receivers; at most 16 are allowed',
      ]);
    });

    it('says so of a program with arguments, and of none', () => {
      expect(problems({ 'notify-exec': '/bin/mail -s x' })).to.deep.equal([
        'notify-exec: "/bin/mail -s x" has arguments; name a program alone, such as a script that calls it with them',
      ]);
      expect(problems({ 'notify-exec': ' ' })).to.deep.equal([
        'notify-exec: is empty; name a program, or leave it out',
      ]);
    });

    it('says so of a file that is not there', () => {
      expect(problems({ 'notify-url': '@/nowhere/urls' })[0]).to.match(
        /^notify-url: cannot read "\/nowhere\/urls"/,
      );
    });

    it('shows nothing of a secret, not even in the line that it shows', () => {
      const path = join(makeTemporaryDirectory(), 'healthy-dns.yaml');
      for (const line of [
        'notify-url: slak+https://me:secret@hooks.example/secret',
        'notify-url: ["ftp://hooks.example/secret", "slack+https://hooks.example/secret"]',
        'notify-url:\n  - ftp://hooks.example/secret',
      ]) {
        writeFileSync(path, `${line}\n`);
        const config = read({ config: path });
        const said = config.ok ? [] : config.problem.flatMap(printWholeFinding);
        expect(said.join('\n')).to.contain('notify-url:').and.not.to.contain('secret');
      }
    });
  });

  describe('warnings', () => {
    it('warns of a secret on the command line', () => {
      expect(warnings({ 'notify-url': 'https://ntfy.sh/a' })).to.deep.equal([
        'notify-url: https://ntfy.sh/… stands on the command line, which every user of this machine can read; write it into the configuration file, or name a file that has it: --notify-url @FILE',
      ]);
      expect(warnings({ 'notify-url': 'https://hooks.example/' })).to.deep.equal([]);
    });

    it('warns of a secret that is sent without encryption, unless it stays here', () => {
      expect(warnings({ 'notify-url': 'slack+http://chat.example/x' })[0]).to.match(
        /sent without encryption/,
      );
      expect(warnings({ 'notify-url': 'slack+http://127.0.0.1/x' })[0]).to.match(/on the command line/);
    });
  });
});
