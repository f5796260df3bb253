// RFC 5155: DNS Security (DNSSEC) Hashed Authenticated Denial of Existence

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import {
  datasOf,
  outlineOf,
  type SignedDaemon,
  startSignedDaemon,
} from '../support/daemon/start-signed-daemon.ts';
import { transports } from '../support/dns/ask-strictly.ts';
import { encodeName } from '../support/dns/dns-client.ts';

const type = { A: 1, SOA: 6, TXT: 16, AAAA: 28, DS: 43, NSEC: 47, DNSKEY: 48, NSEC3: 50, NSEC3PARAM: 51 };
const nxDomain = 3;
/** Nothing listens on it. */
const closed = { ips: ['127.0.23.34'], health_port: 1 };

/** §5 without salt or extra iterations, in Base32 with the extended hex alphabet. */
function hashOf(name: string): string {
  const digest = createHash('sha1').update(encodeName(name.toLowerCase())).digest();
  const bits = [...digest].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => Number.parseInt(five, 2).toString(32)).join('');
}

/** The existing name whose hash is the last one not after that of `name`. */
function linkFor(names: readonly string[], name: string): string {
  const hashes = names.map(hashOf).sort();
  return hashes.filter((hash) => hash <= hashOf(name)).at(-1) ?? hashes.at(-1) ?? '';
}

const existing = ['', 'www', '*.wild', 'wild', 'a.deep.name', 'deep.name', 'name', 'down'].map((owner) =>
  owner === '' ? 'example.test' : `${owner}.example.test`,
);

describe('RFC 5155', () => {
  let daemon: SignedDaemon;
  before(async () => {
    daemon = await startSignedDaemon('nsec3', {
      aliases: ['alias.test'],
      ns: ['ns.elsewhere.test'],
      names: {
        www: ['192.0.2.1'],
        '*.wild': ['192.0.2.2'],
        'a.deep.name': ['192.0.2.3'],
        down: closed,
      },
      flags: { 'test-min-interval': '1', 'test-timeout': '0.5' },
    });
  });
  after(() => daemon.stop());

  /** The hashes that own the required NSEC3 records, each once. */
  const proofsBy = (...names: readonly string[]) =>
    [...new Set(names.map((name) => linkFor(existing, name)))].sort();

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      async function ask(name: string, asked: number) {
        const reply = await daemon.ask(name, asked, {}, transport);
        expect(reply.complaints, name).to.deep.equal([]);
        const proofs = outlineOf(reply, 'authority')
          .filter((line) => line.endsWith(' 50'))
          .map((line) => line.split('.')[0]);
        return { ...reply, proofs: proofs.sort() };
      }

      for (const [section, fact, name, encloser, nextCloser] of [
        ['§7.2.1, §7.2.2', 'an absent name', 'absent.example.test', 'example.test', 'absent.example.test'],
        [
          '§7.2.1, §7.2.2',
          'a name of several absent labels',
          'a.b.c.absent.example.test',
          'example.test',
          'absent.example.test',
        ],
        [
          '§7.2.1, §7.2.2',
          'a name below an existing one',
          'x.y.www.example.test',
          'www.example.test',
          'y.www.example.test',
        ],
        [
          '§7.2.1, §7.2.2',
          'a name below an empty non-terminal',
          'b.deep.name.example.test',
          'deep.name.example.test',
          'b.deep.name.example.test',
        ],
      ] as const) {
        it(`${section}: proves the closest encloser, the next closer name and the wildcard for ${fact}`, async () => {
          const reply = await ask(name, type.A);
          expect(reply.code).to.equal(nxDomain);
          expect(reply.proofs).to.deep.equal(proofsBy(encloser, nextCloser, `*.${encloser}`));
          expect(reply.proofs.length).to.be.at.most(3);
        });
      }

      it('§7.2.3: proves with the NSEC3 of a name that it lacks a type', async () => {
        for (const [name, asked] of [
          ['www.example.test', type.AAAA],
          ['example.test', type.A],
          ['name.example.test', type.A],
          ['deep.name.example.test', type.NSEC],
          ['down.example.test', type.A],
          ['*.wild.example.test', type.TXT],
        ] as const) {
          const reply = await ask(name, asked);
          expect([reply.code, reply.answers.length]).to.deep.equal([0, 0]);
          expect(reply.proofs, name).to.deep.equal([hashOf(name)]);
        }
      });

      it('§7.2.4: proves with the NSEC3 of a name that it has no DS', async () => {
        for (const name of ['www.example.test', 'name.example.test', 'example.test']) {
          const reply = await ask(name, type.DS);
          expect([reply.code, reply.proofs]).to.deep.equal([0, [hashOf(name)]]);
        }
      });

      it('§7.2.5: proves the closest encloser, the next closer name and what the wildcard has', async () => {
        for (const [name, nextCloser] of [
          ['x.wild.example.test', 'x.wild.example.test'],
          ['a.b.wild.example.test', 'b.wild.example.test'],
        ] as const) {
          const reply = await ask(name, type.TXT);
          expect([reply.code, reply.answers.length]).to.deep.equal([0, 0]);
          expect(reply.proofs).to.deep.equal(
            proofsBy('wild.example.test', nextCloser, '*.wild.example.test'),
          );
        }
      });

      it('§7.2.6: proves with a wildcard answer that the next closer name does not exist, and nothing more', async () => {
        for (const [name, nextCloser] of [
          ['x.wild.example.test', 'x.wild.example.test'],
          ['a.b.wild.example.test', 'b.wild.example.test'],
        ] as const) {
          const reply = await ask(name, type.A);
          expect(reply.answers).to.have.lengthOf(2);
          expect(reply.proofs).to.deep.equal(proofsBy(nextCloser));
        }
      });

      it('§7.2.8: treats the owner of an NSEC3 as a name that does not exist', async () => {
        for (const name of ['example.test', 'www.example.test']) {
          const owner = `${hashOf(name)}.example.test`;
          for (const asked of [type.NSEC3, type.A]) {
            const reply = await ask(owner, asked);
            expect(reply.code, owner).to.equal(nxDomain);
            expect(reply.proofs).to.deep.equal(proofsBy('example.test', owner, '*.example.test'));
          }
        }
      });

      it('§7.2.1: sends a record that proves two things only once', async () => {
        // Among enough names, some are covered by the record that covers the wildcard or that is at the encloser.
        const counts = new Set<number>();
        for (let i = 0; i < 40; i++) counts.add((await ask(`absent${i}.example.test`, type.A)).proofs.length);
        expect([...counts].sort()).to.deep.equal([2, 3]);
      });
    });
  }

  it('§3, §7.1: links the hashes of all names, including empty non-terminals, into a ring', async () => {
    const next = new Map<string, string>();
    const types = new Map<string, number>();
    for (let i = 0; next.size < existing.length && i < 500; i++) {
      const reply = await daemon.ask(`absent${i}.example.test`, type.A);
      for (const record of reply.walked.records.filter((found) => found.type === type.NSEC3)) {
        const data = reply.octets.subarray(record.dataStart, record.end);
        next.set(record.owner.slice(1, 33), data.subarray(6, 26).toString('hex'));
        types.set(record.owner.slice(1, 33), data.length - 26);
      }
    }
    const hashes = existing.map(hashOf).sort();
    expect([...next.keys()].sort()).to.deep.equal(hashes);
    const toHex = (hash: string) =>
      Buffer.from(
        (
          [...hash]
            .map((digit) => Number.parseInt(digit, 32).toString(2).padStart(5, '0'))
            .join('')
            .match(/.{8}/g) ?? []
        ).map((eight) => Number.parseInt(eight, 2)),
      ).toString('hex');
    for (const [index, hash] of hashes.entries()) {
      expect(next.get(hash)).to.equal(toHex(hashes[(index + 1) % hashes.length] ?? ''));
    }
    // §3.2.1, §7.1: no types where there are no records.
    for (const name of ['name', 'deep.name', 'wild', 'down']) {
      expect(types.get(hashOf(`${name}.example.test`)), name).to.equal(0);
    }
  });

  it('§4: publishes its parameters at the apex and nowhere else', async () => {
    const reply = await daemon.ask('example.test', type.NSEC3PARAM);
    expect(reply.complaints).to.deep.equal([]);
    expect(datasOf(reply, 'answer', type.NSEC3PARAM).map((data) => data.toString('hex'))).to.deep.equal([
      '0100000000',
    ]);
    expect((await daemon.ask('www.example.test', type.NSEC3PARAM)).answers).to.have.lengthOf(0);
  });

  it('§7.2: proves the same in an alias zone, whose names have other hashes', async () => {
    for (const [name, asked] of [
      ['absent', type.A],
      ['x.wild', type.A],
      ['x.wild', type.TXT],
      ['deep.name', type.A],
    ] as const) {
      const reply = await daemon.ask(`${name}.alias.test`, asked);
      expect(reply.complaints, name).to.deep.equal([]);
      expect(outlineOf(reply, 'authority').every((line) => line.includes('alias.test '))).to.equal(true);
    }
  });
});
