// Two independent validators, unbound with a DS record as trust anchor and BIND's delv, find everything that a daemon
// serves secure: every algorithm, NSEC and NSEC3, every kind of answer, hosted and alias zones.

import { expect } from 'chai';
import { Counter } from '../../src/serving/counters.ts';
import { printSecurityAlgorithm, RecordType, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { createDelv, needDelv } from '../support/dns/ask-delv.ts';
import { dsRecord, keyFile, signingFlags } from '../support/dns/key-file.ts';
import { allAlgorithms } from '../support/dns/make-signing-key.ts';
import { needUnbound, startUnbound, type Unbound } from '../support/dns/start-unbound.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { startFlippingRelay } from '../support/worlds/flipping-relay.ts';

const { A, AAAA, TXT, SOA, NS, DNSKEY, CDS, CDNSKEY, NSEC, NSEC3PARAM, DS, SRV, ANY } = RecordType;
type Kind = 'nsec' | 'nsec3';
type Outcome = 'data' | 'nodata' | 'nxdomain';

/** Nothing listens on it. */
const closed = { ips: ['127.0.23.31'], health_port: 1 };
const names = {
  '@': ['192.0.2.1'],
  ns1: ['192.0.2.53', '2001:db8::53'],
  www: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  '*.wild': ['192.0.2.4'],
  'exact.wild': ['192.0.2.5'],
  'a.deep.name': ['192.0.2.6'],
  down: closed,
  'below.down': ['192.0.2.7'],
  '*.gone': closed,
  'UPPER-Case': ['192.0.2.8'],
  'a.b.first': ['192.0.2.9'],
  'below.0': closed,
  '*.under.non-terminal': ['192.0.2.10'],
  '_http._tcp.api': { srv: [{ target: 'www', port: 80 }] },
  '*.services': {
    srv: [
      { target: 'www', port: 80 },
      { target: 'ns1', port: 81 },
    ],
  },
};

interface Question {
  readonly fact: string;
  /** Relative to the zone. */
  readonly owner: string;
  readonly type: number;
  readonly outcome: Outcome;
}

const q = (fact: string, owner: string, type: number, outcome: Outcome): Question => ({
  fact,
  owner,
  type,
  outcome,
});

/** One of each kind: both validators ask these for every algorithm. */
const mainQuestions = [
  q('an address', 'www', A, 'data'),
  q('a type that a name lacks', 'www', TXT, 'nodata'),
  q('an absent name', 'absent', A, 'nxdomain'),
  q('a name that a wildcard matches', 'x.wild', A, 'data'),
  q('a type that a wildcard lacks', 'x.wild', TXT, 'nodata'),
  q('an empty non-terminal', 'deep.name', A, 'nodata'),
  q('a service that a wildcard matches', 'x.services', SRV, 'data'),
  q('a name whose backends are all down', 'down', A, 'nodata'),
  q('the keys', '', DNSKEY, 'data'),
];

const moreQuestions = [
  q('the SOA', '', SOA, 'data'),
  q('name servers', '', NS, 'data'),
  q('the address of the apex', '', A, 'data'),
  q('what the parent should have', '', CDS, 'data'),
  q('the keys that the parent should know', '', CDNSKEY, 'data'),
  q('a type that the apex lacks', '', TXT, 'nodata'),
  q('the other family', 'www', AAAA, 'data'),
  q('any type', 'www', ANY, 'data'),
  q('any type of an empty non-terminal', 'name', ANY, 'nodata'),
  q('an empty non-terminal above another', 'name', A, 'nodata'),
  q('one that is the first name below the apex', '0', A, 'nodata'),
  q('one above a wildcard', 'under.non-terminal', A, 'nodata'),
  q('one above the parent of a wildcard', 'non-terminal', TXT, 'nodata'),
  q('one between a host and its service', '_tcp.api', SRV, 'nodata'),
  q('the delegation that an empty non-terminal is not', 'b.first', DS, 'nodata'),
  q('the NSEC3 parameters of an empty non-terminal', 'b.first', NSEC3PARAM, 'nodata'),
  q('a name before what is below an empty non-terminal', '0.b.first', A, 'nxdomain'),
  q('a name behind what is below an empty non-terminal', 'z.b.first', A, 'nxdomain'),
  q('a name beside an empty non-terminal', 'z.first', A, 'nxdomain'),
  q('a name below a wildcard under empty non-terminals', 'x.under.non-terminal', A, 'data'),
  q('a type that such a wildcard lacks', 'x.y.under.non-terminal', TXT, 'nodata'),
  q('a service below empty non-terminals', '_http._tcp.api', SRV, 'data'),
  q('a type that a wildcard of services lacks', 'x.services', A, 'nodata'),
  q('a service that a wildcard matches, further below', 'x.y.z.services', SRV, 'data'),
  q('a delegation that is none', 'www', DS, 'nodata'),
  q('the wildcard itself', '*.wild', A, 'data'),
  q('a name further below a wildcard', 'a.b.c.wild', A, 'data'),
  q('a name beside a wildcard', 'exact.wild', A, 'data'),
  q('a name below one that hides the wildcard', 'x.exact.wild', A, 'nxdomain'),
  q('a wildcard whose backends are all down', 'x.gone', A, 'nodata'),
  q('that wildcard itself', '*.gone', A, 'nodata'),
  q('a name below one whose backends are all down', 'below.down', A, 'data'),
  q('an absent name below one whose backends are all down', 'absent.down', A, 'nxdomain'),
  q('an absent name below an empty non-terminal', 'absent.name', A, 'nxdomain'),
  q('an absent name below a host', 'x.www', A, 'nxdomain'),
  q('an absent name of several labels', 'x.y.z.absent', A, 'nxdomain'),
  q('a name behind the last one of the zone', 'zzz', A, 'nxdomain'),
  q('a label of octet 0, before all others', '\0', A, 'nxdomain'),
  q('a label of octet 1', '\x01', A, 'nxdomain'),
  q('a label that goes on with octet 0 where another ends', 'www\0', A, 'nxdomain'),
  q('a label that goes on with octet 1 where another ends', 'www\x01', A, 'nxdomain'),
  q('a label of octet 255, behind all others', '\xff', A, 'nxdomain'),
  q('such labels below a wildcard', '\0\xff.\x01.wild', A, 'data'),
  q('such labels below a wildcard that lacks the type', '\xff.\0\x01.wild', TXT, 'nodata'),
  q('a name in other letters', 'wWw', A, 'data'),
  q('a name that was configured in other letters', 'upper-case', A, 'data'),
  q('an absent name in capital letters', 'ABSENT', A, 'nxdomain'),
  q('a wildcard in capital letters', 'X.WILD', A, 'data'),
];

/** A dozen daemons are too many to have threads; the flap test has one that answers on a thread. */
const mainThreadFlags = { 'udp-engine': 'dgram', 'udp-workers': '0' };

interface SignedDaemon {
  readonly algorithm: SecurityAlgorithm;
  readonly kind: Kind;
  readonly server: TestDaemon;
  readonly zones: readonly { readonly apex: string; readonly port: number; readonly anchor: string }[];
}

async function startSigned(algorithm: SecurityAlgorithm, kind: Kind): Promise<SignedDaemon> {
  const file = keyFile(algorithm);
  const zone = `${printSecurityAlgorithm(algorithm)}-${kind}.test`.toLowerCase();
  const apexes = [zone, `alias-${zone}`];
  const server = await startTestDaemon({
    zone,
    aliases: apexes.slice(1),
    ns: [`ns1.${zone}`, 'ns.elsewhere.test'],
    names,
    flags: {
      ...signingFlags(file, kind),
      ...mainThreadFlags,
      'test-min-interval': '1',
      'test-timeout': '0.5',
    },
  });
  const zones = apexes.map((apex, index) => {
    const served = server.daemon.zones[index];
    if (served === undefined) throw new Error('both zones are served');
    return { apex, port: server.port, anchor: dsRecord(served.apex, file) };
  });
  return { algorithm, kind, server, zones };
}

/** Names are asked in the hosted zone, some also in the alias zone. */
function* questionsFor({ kind, zones }: SignedDaemon, asked: readonly Question[]) {
  const ofKind: readonly Question[] =
    kind === 'nsec'
      ? [
          q('the NSEC of a name', 'www', NSEC, 'data'),
          q('the NSEC that an empty non-terminal does not own', 'name', NSEC, 'nodata'),
          q('the NSEC of a name whose backends are all down', 'down', NSEC, 'data'),
          q('the NSEC of a wildcard by another name', 'x.wild', NSEC, 'data'),
          q('the NSEC of a wildcard whose backends are all down', 'x.gone', NSEC, 'data'),
        ]
      : [
          q('the parameters of NSEC3', '', NSEC3PARAM, 'data'),
          q('the NSEC of a name that has none', 'www', NSEC, 'nodata'),
          q('the NSEC of a wildcard that has none', 'x.wild', NSEC, 'nodata'),
        ];
  for (const [index, { apex }] of zones.entries()) {
    for (const { owner, ...rest } of index === 0 ? [...asked, ...ofKind] : mainQuestions) {
      yield { apex, name: owner === '' ? apex : `${owner}.${apex}`, ...rest };
    }
  }
}

describe('validators', () => {
  const atEnd = runAfterEach();
  const signed: SignedDaemon[] = [];
  let unbound: Unbound | undefined;

  before(async () => {
    for (const kind of ['nsec', 'nsec3'] as const) {
      for (const algorithm of allAlgorithms) signed.push(await startSigned(algorithm, kind));
    }
  });
  after(async () => {
    await unbound?.stop();
    await Promise.all(signed.map(({ server }) => server.stop()));
  });

  async function theUnbound(context: Mocha.Context): Promise<Unbound> {
    needUnbound(context);
    unbound ??= await startUnbound(signed.flatMap(({ zones }) => zones));
    return unbound;
  }

  function find(algorithm: SecurityAlgorithm, kind: Kind): SignedDaemon {
    const found = signed.find((daemon) => daemon.algorithm === algorithm && daemon.kind === kind);
    if (found === undefined) throw new Error('it was started');
    return found;
  }

  for (const kind of ['nsec', 'nsec3'] as const) {
    for (const algorithm of allAlgorithms) {
      const name = `${printSecurityAlgorithm(algorithm)} and ${kind.toUpperCase()}`;

      it(`unbound finds everything secure, with ${name}`, async function () {
        const resolver = await theUnbound(this);
        const daemon = find(algorithm, kind);
        for (const question of questionsFor(daemon, [...mainQuestions, ...moreQuestions])) {
          const verdict = await resolver.ask(question.name, question.type);
          const what = `${question.fact}: ${question.name} ${question.type}\n${resolver.log}`;
          expect([verdict.kind, verdict.isSecure], what).to.deep.equal([question.outcome, true]);
        }
      });

      const isUsual = algorithm === SecurityAlgorithm.ECDSAP256SHA256;
      it(`delv fully validates ${isUsual ? 'everything' : 'one of each kind'}, with ${name}`, async function () {
        needDelv(this);
        const daemon = find(algorithm, kind);
        const asked = isUsual ? [...mainQuestions, ...moreQuestions] : mainQuestions;
        const delvs = new Map(daemon.zones.map((zone) => [zone.apex, createDelv(zone)]));
        await inPairs([...questionsFor(daemon, asked)], async (question) => {
          const delv = delvs.get(question.apex);
          const answer = await delv?.ask(question.name, `TYPE${question.type}`);
          const right = `${question.outcome === 'data' ? '' : 'negative response, '}fully validated`;
          expect(answer?.verdict, `${question.fact}: ${question.name}\n${answer?.output}`).to.equal(right);
        });
      });
    }
  }

  it('unbound asks the daemon each time, and so judges what is served at that moment', async function () {
    const resolver = await theUnbound(this);
    const { server, zones } = find(SecurityAlgorithm.ECDSAP256SHA256, 'nsec');
    const askedSoFar = () => server.daemon.counters.sum()[Counter.queriesUdp] ?? 0;
    for (const owner of ['www', 'absent', 'x.wild']) {
      for (let turn = 0; turn < 3; turn++) {
        const before = askedSoFar();
        await resolver.ask(`${owner}.${zones[0]?.apex}`, A);
        expect(askedSoFar(), owner).to.be.above(before);
      }
    }
  });

  it('both reject a zone signed with another key', async function () {
    needUnbound(this);
    needDelv(this);
    const { server } = find(SecurityAlgorithm.ECDSAP256SHA256, 'nsec');
    const [apex, port] = [server.daemon.zones[0]?.apex, server.port];
    if (apex === undefined) throw new Error('a zone is served');
    const anchor = dsRecord(apex, keyFile(SecurityAlgorithm.ECDSAP256SHA256, 1));
    await expectRefusal({ apex: 'ecdsap256sha256-nsec.test', port, anchor });
  });

  it('both reject an answer whose signature has one wrong bit', async function () {
    needUnbound(this);
    needDelv(this);
    const { server, zones } = find(SecurityAlgorithm.ECDSAP256SHA256, 'nsec');
    const relay = await startFlippingRelay(server.port, A);
    atEnd(() => relay.stop());
    const [zone] = zones;
    if (zone === undefined) throw new Error('a zone is served');
    await expectRefusal({ ...zone, port: relay.port });
  });

  async function expectRefusal(zone: SignedDaemon['zones'][number]): Promise<void> {
    const resolver = await startUnbound([zone]);
    atEnd(() => resolver.stop());
    const verdict = await resolver.ask(`www.${zone.apex}`, A);
    expect([verdict.kind, verdict.isSecure], 'unbound').to.deep.equal(['code 2', false]);
    const { verdict: said } = await createDelv(zone).ask(`www.${zone.apex}`, 'A');
    expect(said, 'delv')
      .to.match(/resolution failed/)
      .and.not.match(/validated$/);
  }
});

/** Two at a time: delv is a process per question, and machines have few cores. */
async function inPairs<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await act(item);
  };
  await Promise.all([work(), work()]);
}
