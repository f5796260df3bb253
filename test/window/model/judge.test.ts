import { expect } from 'chai';
import { judge } from '../../../src/window/model/judge.ts';
import type { Summary } from '../../../src/window/model/news.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import { makeName, makeSummary, makeTarget } from '../../support/worlds/window-facts.ts';

const nowSeconds = 1_000_000;
const day = 86_400;
const down = makeTarget({ key: 'tcp 192.0.2.2:80', state: 'down', sinceSeconds: 5 });

function modelOf(given: {
  readonly names?: Parameters<typeof makeName>[0][];
  readonly targets?: Parameters<typeof makeTarget>[0][];
  readonly summary?: Partial<Summary>;
}): WindowModel {
  const { names = [{}], targets = [{}], summary = {} } = given;
  const model = new WindowModel();
  model.apply({
    kind: 'shape',
    names: names.map((name, index) =>
      makeName({ name: `n${index}.zone.test.`, label: `n${index}`, ...name }),
    ),
    targets: targets.map((target) => makeTarget(target)),
  });
  model.apply({ kind: 'summary', summary: makeSummary(summary) });
  return model;
}

const signedUntil = (signaturesEndSeconds: number) => [
  {
    zone: 'zone.test.',
    aliases: [],
    serial: 1,
    signed: true,
    names: 1,
    dnssec: { denial: 'nsec', keys: [], signaturesEndSeconds },
  } as const,
];

const certificateUntil = (expiresSeconds: number) => ({
  endpoints: [],
  queries: 0,
  handshakes: 0,
  resumed: 0,
  failed: 0,
  certificate: { names: ['dns.test'], expiresSeconds, fingerprint: '', keyKind: '' },
});

describe('judge', () => {
  it('praises what is well, in words', () => {
    expect(judge(modelOf({}), nowSeconds)).to.deep.equal({
      isWell: true,
      words: 'all is well: 1 name is answered, 1 target is up',
      problems: [],
    });
  });

  it('knows nothing before the first shape', () => {
    const { isWell, words, problems } = judge(new WindowModel(), nowSeconds);
    expect([isWell, words, problems[0]?.kind]).to.deep.equal([true, 'nothing is known yet', 'starting']);
  });

  it('praises a server without names and one without targets', () => {
    expect(judge(modelOf({ names: [], targets: [] }), nowSeconds).words).to.equal(
      'all is well: no names with addresses are configured',
    );
    expect(judge(modelOf({ targets: [] }), nowSeconds).words).to.equal('all is well: 1 name is answered');
  });

  const cases: readonly (readonly [string, string, string, Parameters<typeof modelOf>[0]])[] = [
    [
      'empty-names',
      'critical',
      '2 names are without address: n0, n1',
      { names: [{ role: 'nothing' }, { role: 'nothing' }] },
    ],
    [
      'empty-services',
      'critical',
      '2 services are without host: _sip._tcp, _xmpp._tcp',
      { summary: { emptyServices: ['_sip._tcp', '_xmpp._tcp'] } },
    ],
    ['backup-names', 'warning', '1 name is answered with backups: n0', { names: [{ role: 'backups' }] }],
    [
      'policy-names',
      'warning',
      '1 name is all down and answered as the policy says: n0',
      { names: [{ role: 'policy' }] },
    ],
    ['down-targets', 'warning', '1 of 2 targets is down: tcp 192.0.2.2:80', { targets: [{}, down] }],
    [
      'held-targets',
      'warning',
      '1 of 1 target is held down for flapping: tcp 192.0.2.1:80',
      { targets: [{ held: { sinceSeconds: 3, untilSeconds: 9 } }] },
    ],
    [
      'unprobed-targets',
      'notice',
      '1 of 1 target is not probed yet: tcp 192.0.2.1:80',
      { targets: [{ state: 'unknown' }] },
    ],
    [
      'network',
      'critical',
      'it is us: the network of this machine seems to be down, and verdicts stay as they were',
      { summary: { network: { suspect: 'own network', sinceSeconds: 1, anchors: [] } } },
    ],
    [
      'last-good',
      'warning',
      'the configuration has 2 errors: the last good one is served instead',
      { summary: { lastGood: { keptAtSeconds: 1, errorCount: 2, findings: [] } } },
    ],
    [
      'expired-signatures',
      'critical',
      'signatures of 1 zone have expired, and resolvers that validate reject them: zone.test.',
      { summary: { hostedZones: signedUntil(nowSeconds - 1) } },
    ],
    [
      'late-signatures',
      'warning',
      'signatures of 1 zone should have been renewed, the first to expire in 47 h: zone.test.',
      { summary: { hostedZones: signedUntil(nowSeconds + 2 * day - 1) } },
    ],
    [
      'certificate',
      'warning',
      'the certificate for DNS over TLS (dns.test) expires in 13 days',
      { summary: { tls: certificateUntil(nowSeconds + 13 * day) } },
    ],
    [
      'certificate',
      'critical',
      'the certificate for DNS over TLS (dns.test) has expired',
      { summary: { tls: certificateUntil(nowSeconds) } },
    ],
    [
      'secondaries',
      'warning',
      '1 secondary of 1 is behind: 192.0.2.53:53',
      {
        summary: {
          secondaries: {
            total: 1,
            behind: 1,
            list: [
              {
                secondary: '192.0.2.53:53',
                notified: true,
                zones: { total: 1, current: 0 },
                behindSinceSeconds: 4,
                list: [],
              },
            ],
          },
        },
      },
    ],
    [
      'hosts',
      'warning',
      '1 host cannot be looked up: app.test',
      {
        summary: {
          hosts: [
            { host: 'app.test', addresses: [], names: [], problem: { reason: 'NXDOMAIN', sinceSeconds: 3 } },
          ],
        },
      },
    ],
    [
      'updates',
      'warning',
      'no update is accepted: no state directory',
      {
        summary: {
          updates: { zones: [], done: 0, refused: 0, unmet: 0, failed: 0, problem: 'no state directory' },
        },
      },
    ],
    [
      'overrides',
      'notice',
      '1 override by hand: 192.0.2.1 drained',
      {
        summary: {
          overrides: [{ action: 'drain', subject: '192.0.2.1', names: [], by: {}, sinceSeconds: 8 }],
        },
      },
    ],
  ];
  for (const [kind, level, text, given] of cases) {
    it(`tells of ${kind}: ${text}`, () => {
      const { isWell, words, problems } = judge(modelOf(given), nowSeconds);
      expect(problems.map((problem) => [problem.kind, problem.level, problem.text])).to.deep.equal([
        [kind, level, text],
      ]);
      expect(isWell).to.equal(level === 'notice');
      if (level !== 'notice') expect(words).to.equal(text);
    });
  }

  it('is not worried by signatures and certificates that last, nor by what an operator forced down', () => {
    const summary = {
      hostedZones: signedUntil(nowSeconds + 5 * day),
      tls: certificateUntil(nowSeconds + 15 * day),
    };
    expect(
      judge(modelOf({ summary, targets: [{ ...down, override: 'forced down' }] }), nowSeconds).problems,
    ).to.deep.equal([]);
  });

  it('tells the worst first, and how many more there are', () => {
    const { words, problems } = judge(
      modelOf({
        names: [{ role: 'backups' }, { role: 'nothing' }],
        targets: [down],
        summary: {
          overrides: [{ action: 'drain', subject: 'x', names: [], by: {}, sinceSeconds: 8 }],
          tls: certificateUntil(nowSeconds - 1),
        },
      }),
      nowSeconds,
    );
    expect(problems.map(({ kind }) => kind)).to.deep.equal([
      'empty-names',
      'certificate',
      'backup-names',
      'down-targets',
      'overrides',
    ]);
    expect(words).to.equal('1 name is without address: n1; and 3 more problems');
  });

  it('names the first of more names than a call takes arguments, and says since when', () => {
    const names = Array.from(
      { length: 130_000 },
      (_, index) => ({ role: 'nothing', sinceSeconds: 5 + index }) as const,
    );
    const [problem] = judge(modelOf({ names }), nowSeconds).problems;
    expect(problem?.text).to.equal('130000 names are without address: n0, n1, n2, n3, n4 and 129995 more');
    expect(problem?.names).to.have.length(5);
    expect(problem?.sinceSeconds).to.equal(5);
  });
});
