// A whole domain that we sign, from master files with delegations, chains and redirections, as two validators see it:
// unbound, with a DS record as trust anchor, and BIND's delv.

import { expect } from 'chai';
import type { Name } from '../../src/wire/name.ts';
import { RecordType, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import type { TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { createDelv, needDelv } from '../support/dns/ask-delv.ts';
import { dsRecord, keyFile, signingFlags } from '../support/dns/key-file.ts';
import { needUnbound, startUnbound, type Unbound, type Verdict } from '../support/dns/start-unbound.ts';
import { readName, splitName } from '../support/peers/domain-names.ts';
import { readOutcome } from '../support/peers/read-outcome.ts';
import { serveDomain } from '../support/peers/serve-domain.ts';
import { mainZone } from '../support/peers/smaller-zones.ts';
import { type DomainRecord, makeWholeDomain } from '../support/peers/whole-domain.ts';
import { writeDomainFile } from '../support/peers/write-domain-file.ts';
import { testSeed } from '../support/seeded-random.ts';

const { A, AAAA, SOA, CNAME, DNAME, MX, TXT, DS, SRV, CAA, HTTPS, NSEC, NSEC3PARAM, DNSKEY, ANY } =
  RecordType;
const key = keyFile(SecurityAlgorithm.ECDSAP256SHA256, 9);
/** The others are delegated without DS, or have no zone of ours above. */
const signedZones: readonly string[] = [mainZone, `child.${mainZone}`, 'moved.test'];

interface Question {
  readonly fact: string;
  /** Relative to the main zone, unless it ends with a dot. */
  readonly owner: string;
  readonly type: number;
  readonly kind: Verdict['kind'];
  readonly isSecure: boolean;
}

const proven = (fact: string, owner: string, type: number, kind: Verdict['kind'] = 'data'): Question => ({
  fact,
  owner,
  type,
  kind,
  isSecure: true,
});
const unproven = (fact: string, owner: string, type: number, kind: Verdict['kind'] = 'data'): Question => ({
  ...proven(fact, owner, type, kind),
  isSecure: false,
});

const questions: readonly Question[] = [
  proven('the SOA', '@', SOA),
  proven('the keys', '@', DNSKEY),
  proven('an address', 'www', A),
  proven('a type that a name lacks', 'www', MX, 'nodata'),
  proven('an absent name', 'absent', A, 'nxdomain'),
  proven('an absent name below a host', 'x.www', A, 'nxdomain'),
  proven('an empty non-terminal', 'b.c.ent', A, 'nodata'),
  proven('an alias', 'alias', A),
  proven('an alias, as such', 'alias', CNAME),
  proven('what stands beside an alias in the chain of denial', 'alias', DS, 'nodata'),
  proven('a chain of aliases', 'alias-to-alias', AAAA),
  proven('a longer one', 'chain1', A),
  proven('an alias of a name without the type', 'alias', MX, 'nodata'),
  proven('an alias of an absent name', 'to-absent', A, 'nxdomain'),
  proven('an alias of an empty non-terminal', 'to-empty', A, 'nodata'),
  proven('an alias of what a wildcard matches', 'to-wildcard', A),
  proven('an alias of a wildcard without the type', 'to-wildcard', TXT, 'nodata'),
  proven('an alias of a wildcard alias', 'to-wild-alias', A),
  proven('a wildcard', 'x.any-a', A),
  proven('a wildcard, several labels deep', 'x.y.z.any-mx', MX),
  proven('a wildcard without the type', 'x.any-a', MX, 'nodata'),
  proven('the wildcard itself', '*.any-a', A),
  proven('a name that hides a wildcard', 'exact.any-a', A, 'nodata'),
  proven('an absent name below a name that hides a wildcard', 'x.exact.any-a', A, 'nxdomain'),
  proven('an asterisk below another', 'x.twice', A, 'nodata'),
  proven('a name that two asterisks match', 'x.*.twice', A),
  proven('an asterisk in the middle', 'a.*.middle', A),
  proven('a wildcard alias', 'x.wild-alias', A),
  proven('a wildcard alias, as such', 'x.wild-alias', CNAME),
  proven('a wildcard alias of a name without the type', 'x.wild-alias', MX, 'nodata'),
  proven('a wildcard alias of an absent name', 'x.wild-alias-absent', A, 'nxdomain'),
  proven('a wildcard alias of what a wildcard matches', 'x.wild-alias-wild', MX),
  proven('no DS where a wildcard alias leads', 'x.wild-alias', DS, 'nodata'),
  proven('a redirected name', 'www.moved', A),
  proven('a redirected name, several labels deep', 'deep.er.moved', TXT),
  proven('a redirected name without the type', 'www.moved', MX, 'nodata'),
  proven('a redirected name that is absent there', 'absent.moved', A, 'nxdomain'),
  proven('a redirection, as such', 'moved', DNAME),
  proven('what stands beside a redirection', 'moved', A),
  proven('a type that a redirected name lacks itself', 'moved', AAAA, 'nodata'),
  proven('a name redirected twice', 'www.moved-twice', A),
  proven('a redirected alias', 'alias.moved', A),
  proven('an alias of a redirected name', 'to-redirected', A),
  proven('a redirection to what a wildcard matches', 'x.moved-wild', A),
  proven('a redirection to nowhere', 'x.moved-absent', A, 'nxdomain'),
  proven('a redirection beside a wildcard', 'www.x.beside-moved', A),
  proven('that wildcard', 'y.beside-moved', A),
  proven('the DS of a delegation', 'secure', DS),
  proven('that there is no DS at a delegation', 'insecure', DS, 'nodata'),
  proven('that there is no DS at one with glue beside it', 'delegated-to-itself', DS, 'nodata'),
  proven('the DS of a delegation below empty non-terminals', 'secure.below.ent-cut', DS),
  proven('no DS of one below empty non-terminals', 'cut.below.ent-cut', DS, 'nodata'),
  proven('an empty non-terminal above delegations', 'below.ent-cut', A, 'nodata'),
  proven('a name beside delegations', 'absent.below.ent-cut', A, 'nxdomain'),
  proven('a wildcard beside a delegation', 'x.beside-cut', A),
  proven('no DS of a delegation beside a wildcard', 'cut.beside-cut', DS, 'nodata'),
  proven('the DS of a child zone of ours', 'child', DS),
  proven('the keys of a child zone of ours', 'child', DNSKEY),
  proven('a name in a child zone', 'www.child', A),
  proven('an absent name in a child zone', 'absent.child', A, 'nxdomain'),
  proven('a wildcard in a child zone', 'x.wild.child', A),
  proven('an alias that leads into a child zone', 'to-child', A),
  proven('an alias that leads into a child zone and back', 'to-child-alias', A),
  proven('an alias of an absent name in a child zone', 'to-absent-in-child', A, 'nxdomain'),
  proven('a redirection into a child zone', 'www.moved-child', A),
  proven('a redirection from a child zone', 'www.up.child', A),
  proven('no DS of a child zone that is not signed', 'bare-child', DS, 'nodata'),
  proven('no DS of a grandchild that is not signed', 'grand.child', DS, 'nodata'),
  unproven('a name in a child zone that is not signed', 'www.bare-child', A),
  unproven('an absent name there', 'www.ent.bare-child', A, 'nxdomain'),
  unproven('a type that its apex lacks', 'bare-child', A, 'nodata'),
  unproven('a wildcard there', 'x.bare-child', TXT),
  unproven('a name in a grandchild that is not signed', 'grand.child', A),
  proven('a service', '_http._tcp', SRV),
  proven('a type above 255', '@', CAA),
  proven('a service binding', '@', HTTPS),
  proven('a type without a name', 'only-type65280', 65_280),
  proven('any type', 'all', ANY),
  proven('text that fits into no datagram', 'longer-text', TXT),
  proven('many addresses', 'many', A),
  proven('a label of octet 0', '\\000', A),
  proven('a label with an asterisk in it', '*a.part', A),
  proven('a name of 255 octets', `${`${'y'.repeat(49)}.`.repeat(4)}${'z'.repeat(42)}`, A),
  proven('a zone that is redirected as a whole', 'www.moved.test.', A),
  proven('its apex', 'moved.test.', TXT),
  proven('its redirection', 'moved.test.', DNAME),
  proven('a redirected name that is absent', 'absent.moved.test.', A, 'nxdomain'),
];

/** Unbound looks for the DS of the name that the alias is made for, which is redirected too, and gives up. */
const forDelv = [proven('the alias made of a redirection', 'www.moved', CNAME)];

const ofKind = {
  nsec: [proven('the NSEC of an alias', 'alias', NSEC)],
  nsec3: [proven('the parameters of NSEC3', '@', NSEC3PARAM), proven('no NSEC', 'www', NSEC, 'nodata')],
} as const;

/** Each label's octets as Latin-1, with dots between them: a label with a dot in it cannot be asked so. */
function dotted(owner: string): string {
  return splitName(readName(owner, mainZone)).join('.');
}

for (const kind of ['nsec', 'nsec3'] as const) {
  describe(`A whole domain that we sign with ${kind.toUpperCase()} (TEST_SEED=${testSeed})`, () => {
    const domain = makeWholeDomain();
    const asked = [...questions, ...ofKind[kind]];
    let server: TestDaemon;
    let anchors: { readonly apex: string; readonly port: number; readonly anchor?: string }[];

    before(async () => {
      const keys = { ...signingFlags(key, kind), nsec3: kind === 'nsec3' };
      const files = domain.zones.map((zone) => ({
        apex: zone.apex,
        text: writeDomainFile(zone, domain.random),
      }));
      server = await serveDomain(files, (apex) => (signedZones.includes(apex) ? keys : {}));
      anchors = domain.zones.map(({ apex }) => ({
        apex,
        port: server.port,
        // That of a child zone is in its parent.
        ...(signedZones.includes(apex) && !apex.startsWith('child.')
          ? { anchor: dsRecord(readName('@', apex) as Name, key) }
          : {}),
      }));
    });
    after(() => server?.stop());

    describe('unbound', () => {
      let unbound: Unbound | undefined;
      before(async function () {
        needUnbound(this);
        unbound = await startUnbound(anchors);
      });
      after(() => unbound?.stop());

      async function ask(name: string, type: number): Promise<Verdict> {
        if (unbound === undefined) throw new Error('it was started');
        return await unbound.ask(name, type);
      }

      it('proves what can be proven, and finds nothing bogus', async () => {
        for (const { fact, owner, type, kind: expected, isSecure } of asked) {
          const verdict = await ask(dotted(owner), type);
          const what = `${fact}: ${owner} ${type}\n${unbound?.log}`;
          expect([kindOf(verdict, type), verdict.isSecure], what).to.deep.equal([expected, isSecure]);
        }
      });

      it('proves every record set of a signed zone', async () => {
        for (const { apex, records } of domain.zones) {
          if (!signedZones.includes(apex)) continue;
          for (const [owner, type] of recordSetsOf(records)) {
            const name = splitName(readName(owner, apex)).join('.');
            const verdict = await ask(name, type);
            const what = `${owner} ${type} in ${apex}\n${unbound?.log}`;
            // Unbound goes on to the target of an alias that was asked for as such, and tells about that, secure or not.
            expect(verdict.reply.answers, what).not.to.deep.equal([]);
            if (type !== CNAME) expect(verdict.isSecure, what).to.equal(true);
          }
        }
      });
    });

    it('is fully validated by delv', async function () {
      needDelv(this);
      const [main] = anchors;
      if (main?.anchor === undefined) throw new Error('the main zone is signed');
      const delv = createDelv({ ...main, anchor: main.anchor });
      await inPairs(
        [...asked, ...forDelv].filter(({ owner }) => !owner.endsWith('.')),
        async ({ fact, owner, type, isSecure }) => {
          const { verdict, output } = await delv.ask(dotted(owner), `TYPE${type}`);
          const right = isSecure
            ? /^(negative response, )?fully validated$/
            : /^(negative response, )?unsigned answer$/;
          expect(verdict, `${fact}: ${owner} ${type}\n${output}`).to.match(right);
        },
      );
    });
  });
}

/** What becomes of the type asked for, behind the aliases that lead to it. */
function kindOf({ kind, reply }: Verdict, type: number): Verdict['kind'] {
  if (kind !== 'data' || type === ANY) return kind;
  const { answer } = readOutcome(reply.octets);
  return [...answer.values()].some((record) => record.type === type) ? 'data' : 'nodata';
}

/** Owner and type of what a zone answers with: not of what belongs to zones below, and not of what leads elsewhere. */
function recordSetsOf(records: readonly DomainRecord[]): [owner: string, type: number][] {
  const cuts = records.filter(({ owner, type }) => type === 'NS' && owner !== '@').map(({ owner }) => owner);
  const isBelow = (owner: string) => cuts.some((cut) => owner === cut || owner.endsWith(`.${cut}`));
  const sets = new Map<string, [string, number]>();
  for (const { owner, type } of records) {
    const number = type === 'TYPE65280' ? 65_280 : RecordType[type as keyof typeof RecordType];
    if (owner.includes('\\.') || (isBelow(owner) && type !== 'DS')) continue;
    sets.set(`${owner} ${type}`.toLowerCase(), [owner, number]);
  }
  return [...sets.values()];
}

/** Two at a time: delv is a process per question, and machines have few cores. */
async function inPairs<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const work = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all([work(), work()]);
}
