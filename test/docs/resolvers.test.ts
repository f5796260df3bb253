// docs/resolvers.md: with the lines that it shows, Unbound and dnsmasq find the names of a private zone, whose addresses
// they would filter out, and follow a backend's health.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import {
  needResolver,
  type Resolver,
  type ResolverKind,
  startResolver,
} from '../support/dns/start-resolver.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/resolvers.md'), 'utf8');
const zone = 'backends.internal';
/** As stub resolvers do. */
const recursionDesired = 0x0100;

/** The first block below a heading, with the port of a daemon here. */
function linesFor(heading: string, port: number): string {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`));
  const [, lines = ''] = /```\n([\s\S]*?)```/.exec(section) ?? [];
  return lines
    .replaceAll('192.0.2.53@53', `127.0.0.1@${port}`)
    .replaceAll('192.0.2.53#53', `127.0.0.1#${port}`);
}

const kinds: Readonly<Record<string, ResolverKind>> = {
  Unbound: {
    program: 'unbound',
    comesWith: 'unbound',
    words: (file) => ['-d', '-c', file],
    // With a trust anchor for the root, every zone must be signed or proven not to be.
    preamble: (port, folder) =>
      [
        'server:',
        '  interface: 127.0.0.1',
        `  port: ${port}`,
        '  do-daemonize: no',
        '  chroot: ""',
        '  username: ""',
        `  directory: "${folder}"`,
        '  pidfile: ""',
        '  use-syslog: no',
        '  access-control: 127.0.0.0/8 allow',
        '  trust-anchor: ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"',
        '  trust-anchor-signaling: no',
        '  private-address: 192.168.0.0/16',
        '  private-address: 127.0.0.0/8',
      ].join('\n'),
  },
  dnsmasq: {
    program: 'dnsmasq',
    comesWith: 'dnsmasq-base',
    words: (file) => ['-k', '-C', file],
    preamble: (port) =>
      [
        ...['no-resolv', 'no-hosts', 'bind-interfaces', 'listen-address=127.0.0.1', `port=${port}`],
        ...['user=', 'pid-file=', 'stop-dns-rebind'],
      ].join('\n'),
  },
};

describe('docs/resolvers.md', () => {
  const backends: TestTarget[] = [];
  let daemon: TestDaemon;

  before(async () => {
    for (const address of ['127.0.0.1', '127.0.0.2'])
      backends.push(await openTarget(address, backends[0]?.port));
    daemon = await startTestDaemon({
      zone,
      ns: [`ns1.${zone}`],
      names: {
        ns1: ['127.0.0.1'],
        www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backends[0]?.port },
        far: ['192.168.7.9'],
        '_http._tcp': { srv: [{ target: 'far', port: 80 }] },
      },
      flags: { 'test-min-interval': '0.5', ttl: '1' },
    });
  });
  after(async () => {
    await daemon.stop();
    await Promise.all(backends.map((backend) => backend.takeDown()));
  });

  for (const [heading, kind] of Object.entries(kinds)) {
    describe(`with the lines for ${heading}`, () => {
      let resolver: Resolver | undefined;

      before(async function () {
        needResolver(this, kind);
        resolver = await startResolver(kind, linesFor(heading, daemon.port), `ns1.${zone}`);
      });
      after(() => resolver?.stop());

      const ask = async (name: string, type = 1) => {
        const { code, answers } = await queryUdp(resolver?.port ?? 0, `${name}.${zone}`, {
          type,
          flags: recursionDesired,
        });
        return [code, ...answers.map((answer) => answer.split(' ').slice(2).join(' ')).sort()];
      };

      it('finds private addresses and services, and denies absent names', async () => {
        expect(await ask('far')).to.deep.equal([0, 'A 192.168.7.9']);
        expect((await ask('_http._tcp', 33))[0]).to.equal(0);
        expect(await ask('_http._tcp', 33)).to.have.length(2);
        expect(await ask('absent')).to.deep.equal([3]);
      });

      it('follows a backend that fails', async () => {
        expect(await ask('www')).to.deep.equal([0, 'A 127.0.0.1', 'A 127.0.0.2']);
        await backends[1]?.takeDown();
        await until('it is gone', async () => (await ask('www')).length === 2, 10_000);
        await backends[1]?.bringUp();
        await until('it is back', async () => (await ask('www')).length === 3, 10_000);
      });
    });
  }
});
