// Lookups over real sockets: of names that resolvers complete, of files, and with replies that try to do harm.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../src/base/clock.ts';
import type { Family } from '../../src/hosts/host-outcome.ts';
import { HostResolver } from '../../src/hosts/host-resolver.ts';
import { namesToTry } from '../../src/hosts/look-up-host.ts';
import { parseEndpoint } from '../../src/wire/endpoint.ts';
import { a, aaaa, cname, makeReply } from '../support/dns/make-reply.ts';
import {
  type Script,
  type ScriptedNameServer,
  startNameServer,
  zoneScript,
} from '../support/dns/scripted-name-server.ts';
import { hastyClock } from '../support/hasty-clock.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const both = new Set<Family>([4, 6]);

describe('HostResolver', () => {
  const atEnd = runAfterEach();
  let server: ScriptedNameServer;
  let resolver: HostResolver;

  beforeEach(async () => {
    server = await startNameServer(zoneScript([]));
    atEnd(() => server.close());
    resolver = new HostResolver({ clock: hastyClock(10), random: () => 0 });
    atEnd(() => resolver.stop());
    const endpoint = parseEndpoint(server.address);
    resolver.use(endpoint === undefined ? [] : [endpoint]);
  });

  async function lookUp(host: string, script: Script): Promise<string> {
    server.answerWith(script);
    const outcome = await resolver.lookUp(host, both);
    return [...outcome.values()]
      .map((one) => {
        if (one.kind === 'found') return one.addresses.map(({ text }) => text).join(' ');
        return one.kind === 'failed' ? `failed: ${one.reason}` : 'absent';
      })
      .join(', ');
  }

  it('asks for both families, and in lower case', async () => {
    const script = zoneScript([
      a('app.test', '192.0.2.1'),
      a('app.test', '192.0.2.2'),
      aaaa('app.test', '2001:db8::1'),
    ]);
    expect(await lookUp('app.test', script)).to.equal('192.0.2.1 192.0.2.2, 2001:db8::1');
    expect(server.asked.map(({ octets }) => octets.toString('latin1').includes('app'))).to.deep.equal([
      true,
      true,
    ]);
  });

  it('asks for one family if no other is wanted', async () => {
    await resolver.lookUp('app.test', new Set<Family>([6]));
    expect(server.questions).to.deep.equal(['app.test AAAA udp']);
  });

  it('follows aliases within the answer', async () => {
    const script: Script = ({ octets, type }) =>
      makeReply(octets, {
        answers: type === 1 ? [cname('app.test', 'other.test', 9), a('other.test', '192.0.2.1')] : [],
      });
    expect(await lookUp('app.test', script)).to.equal('192.0.2.1, absent');
  });

  it('asks over TCP for what was truncated', async () => {
    const script: Script = ({ octets, transport, type }) =>
      makeReply(
        octets,
        transport === 'udp'
          ? { isTruncated: true }
          : { answers: type === 1 ? [a('app.test', '192.0.2.1')] : [] },
      );
    expect(await lookUp('app.test', script)).to.equal('192.0.2.1, absent');
  });

  const hostile: readonly (readonly [what: string, script: Script, expected: RegExp])[] = [
    ['silence', () => undefined, /^failed: no answer in time/],
    [
      'the wrong identifier',
      ({ octets }) => withOctet(makeReply(octets, { answers: [a('app.test', '192.0.2.66')] }), 0),
      /^failed: no answer/,
    ],
    [
      'another question',
      ({ octets }) => withOctet(makeReply(octets, { answers: [a('app.test', '192.0.2.66')] }), 14),
      /^failed: no answer/,
    ],
    ['a query', ({ octets }) => octets, /^failed: no answer/],
    ['garbage', () => Buffer.alloc(500, 0xc0), /^failed: no answer/],
    [
      'a reply that ends early',
      ({ octets }) => makeReply(octets, { answers: [a('app.test', '192.0.2.66')] }).subarray(0, -2),
      /^failed: .*cannot be read/,
    ],
    [
      'addresses of others',
      ({ octets }) => makeReply(octets, { answers: [a('evil.test', '192.0.2.66')] }),
      /^failed|^absent/,
    ],
    [
      'an alias of itself',
      ({ octets }) => makeReply(octets, { answers: [cname('app.test', 'app.test')] }),
      /^failed: .*more than 8 times/,
    ],
    [
      'two aliases of each other',
      ({ octets }) =>
        makeReply(octets, { answers: [cname('app.test', 'b.test'), cname('b.test', 'app.test')] }),
      /^failed: .*more than 8 times/,
    ],
    [
      'an address of five octets',
      ({ octets }) => makeReply(octets, { answers: [{ owner: 'app.test', type: 1, data: Buffer.alloc(5) }] }),
      /^failed/,
    ],
    [
      '0.0.0.0, as resolvers that block names do',
      ({ octets }) => makeReply(octets, { answers: [a('app.test', '0.0.0.0')] }),
      /^failed: .*0\.0\.0\.0/,
    ],
    [
      'a multicast address',
      ({ octets }) => makeReply(octets, { answers: [a('app.test', '224.0.0.1')] }),
      /^failed: /,
    ],
    ['SERVFAIL', ({ octets }) => makeReply(octets, { code: 2 }), /^failed: .*SERVFAIL/],
    ['REFUSED', ({ octets }) => makeReply(octets, { code: 5 }), /^failed: .*REFUSED/],
  ];
  for (const [what, script, expected] of hostile) {
    it(`finds nothing in ${what}`, async () => {
      expect(await lookUp('app.test', script))
        .to.match(expected)
        .and.not.include('192.0.2.66');
    });
  }

  it('reads a thousand addresses over TCP', async () => {
    const answers = Array.from({ length: 1000 }, (_, at) => a('app.test', `192.0.${at >> 8}.${at & 255}`));
    const script: Script = ({ octets, transport }) =>
      makeReply(octets, transport === 'udp' ? { isTruncated: true } : { answers });
    const found = await lookUp('app.test', script);
    expect(found.split(',')[0]?.split(' ')).to.have.length(1000);
  });

  it('ends lookups that are under way when it stops', async () => {
    server.answerWith(() => undefined);
    const looking = resolver.lookUp('app.test', both);
    resolver.stop();
    expect([...(await looking).values()].map(({ kind }) => kind)).to.deep.equal(['failed', 'failed']);
  });
});

describe('HostResolver, like any other program of the machine,', () => {
  it('takes addresses from the hosts file, and asks nobody', async () => {
    const directory = makeTemporaryDirectory();
    writeFileSync(join(directory, 'hosts'), '192.0.2.1 app app.test\n');
    const resolver = new HostResolver({ clock: systemClock, random: () => 0, directory });
    for (const host of ['app', 'app.', 'app.test']) {
      const outcome = await resolver.lookUp(host, both);
      expect(outcome.get(4)).to.deep.equal({
        kind: 'found',
        addresses: [{ family: 4, text: '192.0.2.1' }],
        ttlSeconds: 0,
      });
      expect(outcome.get(6)?.kind).to.equal('absent');
    }
    writeFileSync(join(directory, 'hosts'), '192.0.2.2 app\n');
    const outcome = await resolver.lookUp('app', new Set<Family>([4]));
    expect(outcome.get(4)).to.deep.include({ addresses: [{ family: 4, text: '192.0.2.2' }] });
  });
});

describe('namesToTry', () => {
  const conf = { search: ['one.test', 'two.test'], ndots: 1 };
  it('completes a name of one label', () =>
    expect(namesToTry('app', conf)).to.deep.equal(['app.one.test', 'app.two.test', 'app']));
  it('tries it as it is first with ndots 0', () =>
    expect(namesToTry('app', { ...conf, ndots: 0 })).to.deep.equal(['app', 'app.one.test', 'app.two.test']));
  it('takes names with a dot as they are', () => {
    expect(namesToTry('app.test', { ...conf, ndots: 5 })).to.deep.equal(['app.test']);
    expect(namesToTry('app.', conf)).to.deep.equal(['app.']);
  });
  it('completes nothing for resolvers that were named', () =>
    expect(namesToTry('app', undefined)).to.deep.equal(['app']));
});

function withOctet(reply: Buffer, at: number): Buffer {
  reply[at] = (reply[at] ?? 0) ^ 1;
  return reply;
}
