// A signed zone whose backends come and go twice a second, queried all the while through a validating resolver that caches
// nothing: not one answer is bogus, and none fails. DNSSEC_FLAP_SECONDS makes it last longer.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { dsRecord, keyFile, signingFlags } from '../support/dns/key-file.ts';
import { needUnbound, startUnbound, type Unbound } from '../support/dns/start-unbound.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { openTarget } from '../support/worlds/open-target.ts';

const seconds = Number(process.env['DNSSEC_FLAP_SECONDS'] ?? 10);
const patienceFactor = 4;
const flapsPerSecond = 2;
const zoneNames = ['example.test', 'alias.test'] as const;
/** Each asks its questions one after another. */
const clientCount = 4;
const { A, AAAA, TXT, SOA, NS, DNSKEY } = RecordType;

interface Asked {
  readonly name: string;
  readonly type: number;
  readonly outcomes: readonly string[];
}

/** Names that come and go, and their neighbours. */
const questions: readonly Asked[] = [
  { name: 'flap', type: A, outcomes: ['data', 'nodata'] },
  { name: 'flap', type: AAAA, outcomes: ['nodata'] },
  { name: 'flap', type: TXT, outcomes: ['nodata'] },
  { name: 'absent.flap', type: A, outcomes: ['nxdomain'] },
  // Its NSEC is that of a flapping name.
  { name: 'flapa', type: A, outcomes: ['nxdomain'] },
  { name: 'x.wild', type: A, outcomes: ['data', 'nodata'] },
  { name: 'a.b.wild', type: A, outcomes: ['data', 'nodata'] },
  { name: 'x.wild', type: TXT, outcomes: ['nodata'] },
  { name: '*.wild', type: A, outcomes: ['data', 'nodata'] },
  { name: 'deep.er', type: A, outcomes: ['data', 'nodata'] },
  { name: 'er', type: A, outcomes: ['nodata'] },
  { name: 'steady', type: A, outcomes: ['data'] },
  { name: '', type: A, outcomes: ['data', 'nodata'] },
  { name: '', type: SOA, outcomes: ['data'] },
  { name: '', type: NS, outcomes: ['data'] },
  { name: '', type: DNSKEY, outcomes: ['data'] },
];

describe(`a flapping signed zone (DNSSEC_FLAP_SECONDS=${seconds})`, function () {
  this.timeout(60_000 + patienceFactor * 1000 * seconds);
  const atEnd = runAfterEach();

  for (const [index, kind] of (['nsec', 'nsec3'] as const).entries()) {
    it(`is secure in every answer, with ${kind.toUpperCase()}`, async function () {
      needUnbound(this);
      const targets = [
        await openTarget(`127.0.23.${40 + 2 * index}`),
        await openTarget(`127.0.23.${41 + 2 * index}`),
      ] as const;
      for (const target of targets) atEnd(() => target.takeDown());
      const checked = (at: 0 | 1) => ({ ips: [targets[at].address], health_port: targets[at].port });
      const server = await startTestDaemon({
        aliases: ['alias.test'],
        ns: ['ns1.example.test'],
        names: {
          '@': checked(0),
          flap: checked(0),
          '*.wild': checked(1),
          'deep.er': checked(1),
          ns1: checked(0),
          steady: ['192.0.2.1'],
        },
        flags: {
          ...signingFlags(keyFile(), kind),
          'test-min-interval': '0.1',
          'test-timeout': '0.2',
          fall: '1',
        },
      });
      atEnd(() => server.stop());
      const resolver = await startUnbound(zonesOf(server));
      atEnd(() => resolver.stop());
      const tally = new Tally(resolver);
      // A busy machine gets more time to see every name in both states.
      const flapping = flap(targets, (lastedSeconds) =>
        tally.hasSeenAll ? lastedSeconds >= seconds : lastedSeconds >= patienceFactor * seconds,
      );
      const clients = Array.from({ length: clientCount }, (_, turn) => tally.askOnAndOn(turn, flapping));
      await Promise.all([flapping.ended, ...clients]);
      expect(tally.complaints.slice(0, 5), resolver.log).to.deep.equal([]);
      const flips = server.log.filter(({ fields }) => String(fields.event).startsWith('target-')).length;
      expect(flips, 'verdicts that changed').to.be.above(seconds);
      expect(tally.asked, 'questions').to.be.above(20 * seconds);
      expect(tally.hasSeenAll, 'both sides of every name that flaps were seen').to.equal(true);
      process.stdout.write(
        `      ${tally.asked} answers, all secure, while ${flips} verdicts changed in ${seconds} s\n`,
      );
    });
  }
});

function zonesOf({ daemon, port }: TestDaemon) {
  return daemon.zones.map(({ apex }, index) => ({
    apex: zoneNames[index === 0 ? 0 : 1],
    port,
    anchor: dsRecord(apex, keyFile()),
  }));
}

function nameIn(owner: string, zone: string): string {
  return owner === '' ? zone : `${owner}.${zone}`;
}

interface Flapping {
  isOver: boolean;
  readonly ended: Promise<void>;
}

/** Each target goes down and up this often, the two half a turn apart. */
function flap(
  targets: readonly { takeDown(): Promise<void>; bringUp(): Promise<void> }[],
  isEnough: (lastedSeconds: number) => boolean,
): Flapping {
  const turnMs = 1000 / flapsPerSecond;
  const flapping = { isOver: false, ended: Promise.resolve() };
  flapping.ended = (async () => {
    const startedMs = performance.now();
    for (let turn = 0; !isEnough((performance.now() - startedMs) / 1000); turn++) {
      const target = targets[turn % targets.length];
      if (Math.floor(turn / targets.length) % 2 === 0) await target?.takeDown();
      else await target?.bringUp();
      await new Promise((resolve) => setTimeout(resolve, turnMs / 2));
    }
    flapping.isOver = true;
  })();
  return flapping;
}

class Tally {
  readonly #resolver: Unbound;
  readonly complaints: string[] = [];
  readonly #seen = new Map<string, Set<string>>();
  asked = 0;

  constructor(resolver: Unbound) {
    this.#resolver = resolver;
  }

  get hasSeenAll(): boolean {
    return questions.every(({ name, type, outcomes }) =>
      zoneNames.every((zone) => this.#seen.get(`${nameIn(name, zone)} ${type}`)?.size === outcomes.length),
    );
  }

  async askOnAndOn(start: number, flapping: Flapping): Promise<void> {
    for (let turn = start; !flapping.isOver; turn++) {
      const question = questions[turn % questions.length];
      if (question === undefined) continue;
      const zone = zoneNames[Math.floor(turn / questions.length) % 2 === 0 ? 0 : 1];
      const name = nameIn(question.name, zone);
      const { kind, isSecure } = await this.#resolver.ask(name, question.type);
      this.asked++;
      const what = `${name} ${question.type}`;
      const seen = this.#seen.get(what) ?? new Set();
      this.#seen.set(what, seen.add(kind));
      if (!isSecure || !question.outcomes.includes(kind))
        this.complaints.push(`${what}: ${kind}, AD ${isSecure}`);
    }
  }
}
