// Which denials are proven, and by which records: Knot, BIND and NSD, given a zone that we signed, answer as we do.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import { printZone } from '../../src/zone/print-zone.ts';
import { type SignedDaemon, startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { askTcp, makeQuery } from '../support/dns/dns-client.ts';
import {
  needProduct,
  type OtherNameServer,
  otherProducts,
  startProduct,
} from '../support/dns/other-name-server.ts';
import { splitLabels } from '../support/dns/plain-order.ts';
import { walkMessage } from '../support/dns/walk-message.ts';

const shownTypes: readonly number[] = [RecordType.SOA, RecordType.NSEC, RecordType.NSEC3];
const { A, AAAA, TXT, SRV, NSEC, RRSIG, NS, DS } = RecordType;
const zone = 'example.test';
/** Nothing listens on it. */
const closed = { ips: ['127.0.23.36'], health_port: 1 };
const names = {
  '@': ['192.0.2.1'],
  ns1: ['192.0.2.53'],
  www: ['192.0.2.2', '2001:db8::2'],
  'a.b.first': ['192.0.2.3'],
  'm.b.first': ['192.0.2.3'],
  '_http._tcp.api': { srv: [{ target: 'www', port: 80 }] },
  '*.under.non-terminal': ['192.0.2.4'],
  '*.wild': ['192.0.2.5'],
  'exact.wild': ['192.0.2.6'],
  '*.services': { srv: [{ target: 'www', port: 80 }] },
};
/** With NSEC3, a master file has only the hash of a name without records and without names below it. */
const downNames = {
  down: closed,
  'down.below': closed,
  '*.gone': closed,
  'down-above': closed,
  'x.down-above': ['192.0.2.7'],
};

const owners = [
  ...[
    '',
    'www',
    'absent',
    '0',
    'zzz',
    'x.www',
    'first',
    'b.first',
    '0.b.first',
    'c.b.first',
    'z.b.first',
    'z.first',
  ],
  ...[
    'api',
    '_tcp.api',
    '_http._tcp.api',
    '_udp.api',
    'x._http._tcp.api',
    'non-terminal',
    'under.non-terminal',
  ],
  ...[
    'x.under.non-terminal',
    'x.y.under.non-terminal',
    'x.non-terminal',
    'wild',
    '*.wild',
    'x.wild',
    'exact.wild',
  ],
  ...['x.exact.wild', 'services', 'x.services', 'a.b.services'],
];
const ownersDown = [
  'down',
  'x.down',
  'below',
  'down.below',
  'x.below',
  'gone',
  'x.gone',
  'down-above',
  'x.down-above',
  'y.down-above',
];

const isExpanded = /^[^*]+\.(wild|services|gone|under\.non-terminal)$/;

for (const product of otherProducts) {
  for (const kind of ['nsec', 'nsec3'] as const) {
    describe(`${product.name}, with a zone that we signed with ${kind.toUpperCase()}`, () => {
      let ours: SignedDaemon;
      let theirs: OtherNameServer | undefined;
      before(async function () {
        needProduct(this, product);
        ours = await startSignedDaemon(kind, {
          ns: ['ns1.example.test', 'ns.elsewhere.test'],
          names: kind === 'nsec' ? { ...names, ...downNames } : names,
          flags: { 'test-timeout': '0.5' },
        });
        const [served] = ours.server.daemon.zones;
        if (served === undefined) throw new Error('a zone is served');
        theirs = await startProduct(product, [{ apex: zone, text: printZone(served) }]);
      });
      after(async () => {
        await theirs?.stop();
        await ours?.stop();
      });

      it('answers as we do, with the same proofs', async () => {
        const asked = kind === 'nsec' ? [...owners, ...ownersDown] : owners;
        for (const owner of asked) {
          for (const type of [A, AAAA, TXT, SRV, NSEC, DS]) {
            // Knot considers the NSEC of a wildcard, when it is the answer, its own proof.
            if (type === NSEC && isExpanded.test(owner) && product.program === 'knotd') continue;
            // NSD proves of a wildcard's own name too that no other is closer (RFC 5155 §7.2.5), which it need not.
            if (owner.startsWith('*') && kind === 'nsec3' && product.program === 'nsd') continue;
            const name = owner === '' ? zone : `${owner}.${zone}`;
            const [expected, found] = await Promise.all(
              [theirs, ours.server].map((server) => outline(server?.port ?? 0, name, type)),
            );
            expect(found, `${name} ${type}`).to.deep.equal(expected);
          }
        }
      });
    });
  }
}

/** Code, answer and what is proven, but not which name servers and addresses are added as a courtesy. */
async function outline(port: number, name: string, type: number): Promise<readonly unknown[]> {
  const query = makeQuery(name, { type, edns: { dnssecOk: true } });
  const octets = await askTcp(port, query);
  if (octets === undefined) throw new Error(`no reply about ${name}`);
  const lines = walkMessage(octets)
    .records.map(({ section, owner, type: of, ttl, dataStart }) => {
      const covered = of === RRSIG ? octets.readUInt16BE(dataStart) : of;
      return { section, covered, line: `${section} ${splitLabels(owner).join('.')} ${ttl} ${of} ${covered}` };
    })
    .filter(({ section, covered }) => section === 'answer' || shownTypes.includes(covered))
    .filter(({ section, covered }) => section !== 'additional' && covered !== NS);
  return [octets.readUInt8(3) & 0x0f, ...new Set(lines.map(({ line }) => line.toLowerCase()).sort())];
}
