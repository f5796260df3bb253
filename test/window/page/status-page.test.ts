// The status page as a browser without script gets it.

import { expect } from 'chai';
import type { Summary } from '../../../src/window/model/news.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import type { PageHistory } from '../../../src/window/page/parts/page-history.ts';
import {
  exampleName,
  exampleTarget,
  exampleTick,
  makeExampleModel,
  makeLargeModel,
} from '../../support/window/example-model.ts';
import { PageWorld, partOf } from '../../support/window/page-world.ts';

/** Nothing is wrong about the daemon itself. */
const quiet: Partial<Summary> = {
  network: { anchors: [] },
  secondaries: undefined,
  hosts: [],
  tls: undefined,
};

function makeModel(
  names: readonly ReturnType<typeof exampleName>[],
  targets: readonly ReturnType<typeof exampleTarget>[] = [exampleTarget('tcp 192.0.2.1:80')],
  summary: Partial<Summary> = {},
): WindowModel {
  const model = makeExampleModel(targets, names);
  model.apply(exampleTick({ ...quiet, ...summary }));
  return model;
}

const wellName = exampleName('www.example.test.', { healthy: 2, addresses: ['192.0.2.1', '192.0.2.2'] });

describe('the first line', () => {
  const headlineOf = async (model: WindowModel) => {
    const { text } = await new PageWorld({ model }).get('/');
    return /<h1>(.*?)<\/h1>/.exec(text)?.[1];
  };

  it('says that all is well', async () => {
    expect(await headlineOf(makeModel([wellName]))).to.equal('All is well');
  });

  it('says which name is down, or how many', async () => {
    const down = (name: string) => exampleName(name, { role: 'nothing', addresses: [], healthy: 0 });
    expect(await headlineOf(makeModel([wellName, down('a.example.test.')]))).to.equal(
      'a.example.test is down',
    );
    expect(await headlineOf(makeModel([down('a.example.test.'), down('b.example.test.')]))).to.equal(
      '2 names are down',
    );
  });

  for (const [what, name, headline] of [
    [
      'that a name is down whose only address, unchecked, is drained',
      exampleName('a.example.test.', { isChecked: false, role: 'nothing', addresses: [] }),
      'a.example.test is down',
    ],
    [
      'that a name is on backup',
      exampleName('a.example.test.', { role: 'backups' }),
      'a.example.test is on backup',
    ],
    [
      'that a name is all down',
      exampleName('a.example.test.', { role: 'policy' }),
      'a.example.test is all down',
    ],
  ] as const)
    it(`says ${what}`, async () => {
      expect(await headlineOf(makeModel([wellName, name]))).to.equal(headline);
    });

  it('says that targets are down though names are answered', async () => {
    const target = exampleTarget('tcp 192.0.2.1:80', { state: 'down', names: [] });
    expect(await headlineOf(makeModel([wellName], [target]))).to.equal(
      'Every name is answered, 1 target is not up',
    );
  });

  it('says first that it is us', async () => {
    const network = { suspect: 'own network', sinceSeconds: 1_700_000_090, anchors: [] } as const;
    const down = exampleName('a.example.test.', { role: 'nothing', addresses: [] });
    expect(await headlineOf(makeModel([down], [], { network }))).to.equal('It is us, not the backends');
  });

  it('says so while nothing is known', async () => {
    expect(await headlineOf(new WindowModel())).to.equal('Nothing is known yet');
  });

  it('is the title of the window, too', async () => {
    const down = exampleName('a.example.test.', { role: 'nothing', addresses: [] });
    const { text } = await new PageWorld({ model: makeModel([down]) }).get('/');
    expect(text)
      .to.contain('<title>1 down · healthy-dns</title>')
      .and.contain('data-title="1 down · healthy-dns"');
  });
});

describe('the status page', () => {
  it('shows names, targets, zones, secondaries, and queries by code', async () => {
    const { code, headers, text } = await new PageWorld().get('/');
    expect(code).to.equal(200);
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(partOf(text, 'name-www.example.test.')).to.contain('192.0.2.1').and.contain('>Up<');
    expect(partOf(text, 'name-empty.example.test.')).to.contain('no address').and.contain('>Down<');
    expect(partOf(text, 'name-static.example.test.')).to.contain('>Fixed<');
    expect(partOf(text, 'target-tcp%20%5B2001%3Adb8%3A%3A1%5D%3A443')).to.contain('>Drained<');
    expect(partOf(text, 'zones-title')).to.contain('2026112201').and.contain('also as alias.test');
    expect(partOf(text, 'secondaries-title')).to.contain('192.0.2.53:53').and.contain('lacks 1 change');
    expect(partOf(text, 'queries-title')).to.contain('a second');
  });

  it('lists few names of a kind, so that many of them hide nothing else', async () => {
    const down = (index: number) =>
      exampleName(`n${index}.example.test.`, { role: 'nothing', addresses: [] });
    const model = makeModel(
      Array.from({ length: 40 }, (_, index) => down(index)),
      [],
      {
        secondaries: {
          total: 1,
          behind: 1,
          list: [
            {
              secondary: '192.0.2.53:53',
              notified: true,
              zones: { total: 1, current: 0 },
              behindSinceSeconds: 1_700_000_040,
              list: [],
            },
          ],
        },
      },
    );
    const { text } = await new PageWorld({ model }).get('/');
    expect(text.match(/class="concern /g)).to.have.length(8);
    expect(partOf(text, 'concern-others-Down')).to.contain('and 34 more names').and.contain('/?show=trouble');
    expect(partOf(text, 'concern-secondaries')).to.contain('192.0.2.53:53');
  });

  it('has ages in what it says of a name that go on growing', async () => {
    const target = exampleTarget('tcp 192.0.2.1:80', {
      state: 'down',
      sinceSeconds: 1_700_000_000,
      reason: 'refused',
    });
    const missing = [{ address: '192.0.2.1', targets: [target.key] }];
    const name = exampleName('a.example.test.', {
      healthy: 1,
      candidates: 2,
      addresses: ['192.0.2.2'],
      missing,
    });
    const { text } = await new PageWorld({ model: makeModel([name], [target]) }).get('/');
    expect(partOf(text, 'name-a.example.test.')).to.match(
      />Answered with 1 of 2 addresses: 192\.0\.2\.1 has been down for <time data-since="1700000000"[^>]*>1 min<\/time> \(refused\)</,
    );
  });

  it('says how long it is until an override ends, and until caches have forgotten it', async () => {
    const overrides: Summary['overrides'] = [
      {
        action: 'drain',
        subject: '192.0.2.1',
        names: ['www.example.test.'],
        by: { uid: 0, name: 'anna' },
        sinceSeconds: 1_700_000_000,
        untilSeconds: 1_700_003_700,
        clearInMs: 25_000,
      },
      { action: 'up', subject: '192.0.2.3:80', names: [], by: { uid: 1000 }, sinceSeconds: 1_700_000_000 },
    ];
    const { text } = await new PageWorld({ model: makeModel([wellName], [], { overrides }) }).get('/');
    const section = partOf(text, 'overrides-title');
    expect(section).to.contain('By anna').and.contain('By uid 1000').and.contain('until ended by hand');
    expect(section).to.match(/data-until="1700003700"[^>]*>59 min</);
    expect(section).to.match(/caches forget it in <time [^>]*>2\d s</);
  });

  it('shows how many days signatures last', async () => {
    const zone = { zone: 'example.test.', aliases: [], serial: 1, signed: true, names: 1 };
    const dnssec = { denial: 'nsec', keys: [], signaturesEndSeconds: 1_700_000_100 + 12 * 86_400 } as const;
    const model = makeModel([wellName], [], { hostedZones: [{ ...zone, dnssec }] });
    const { text } = await new PageWorld({ model }).get('/');
    expect(partOf(text, 'zones-title')).to.match(/signed, for another <time [^>]*>11 d 23 h</);
  });

  it('has a page without names and zones', async () => {
    const { code, text } = await new PageWorld({ model: makeModel([], [], { hostedZones: [] }) }).get('/');
    expect(code).to.equal(200);
    expect(text)
      .to.contain('Nothing is probed')
      .and.match(/id="zones"[^>]* hidden/);
  });

  it('has no style, script or handler inline, and asks for nothing elsewhere', async () => {
    const world = new PageWorld();
    for (const path of ['/', '/names/www.example.test', '/targets/tcp%20192.0.2.1%3A80', '/names/none']) {
      const { text } = await world.get(path);
      expect(text, path).not.to.match(
        /\sstyle=|\son\w+=|<style|<script(?![^>]* src="\/assets\/)|javascript:/i,
      );
      expect(text, path).not.to.match(/(?:href|src|action)="(?!\/|#)/);
    }
  });

  it('has a strict policy on the control socket, too', async () => {
    const { headers } = await new PageWorld().get('/');
    expect(headers['content-security-policy']).to.contain("default-src 'none'").and.not.contain('unsafe');
    expect(headers['cache-control']).to.equal('no-store');
  });

  it('refreshes itself where there is no script', async () => {
    const { text } = await new PageWorld().get('/');
    expect(text).to.contain('<noscript><meta http-equiv="refresh" content="15"></noscript>');
  });

  it('is under 150,000 octets with all its files, uncompressed, for a dozen names', async () => {
    const { text } = await new PageWorld({ model: makeLargeModel(12) }).get('/');
    expect(Buffer.byteLength(text)).to.be.below(40_000);
  });
});

describe('text of strangers on the status page', () => {
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202e`;
  const model = makeModel(
    [
      exampleName(`${hostile}.example.test.`, {
        label: hostile,
        addresses: [hostile],
        role: 'nothing',
        targets: [hostile],
      }),
    ],
    [exampleTarget(hostile, { state: 'down', reason: hostile, address: hostile, names: [hostile] })],
    {
      overrides: [
        { action: 'drain', subject: hostile, names: [hostile], by: { name: hostile }, sinceSeconds: 1 },
      ],
      hostedZones: [{ zone: hostile, aliases: [hostile], serial: 1, signed: true, names: 1 }],
      hosts: [{ host: hostile, addresses: [], names: [], problem: { reason: hostile, sinceSeconds: 1 } }],
      descriptors: { limit: 1, wanted: 2, probesMax: 1, tcpConnectionsMax: 1, message: hostile },
      secondaries: {
        total: 1,
        behind: 1,
        list: [
          {
            secondary: hostile,
            key: hostile,
            notified: true,
            zones: { total: 1, current: 0 },
            behindSinceSeconds: 1,
            lastNotify: { zone: hostile, serial: 1, atSeconds: 1, reply: hostile },
            list: [{ zone: hostile, newest: 2, refusal: hostile, behindSinceSeconds: 1 }],
          },
        ],
      },
    },
  );
  const history: PageHistory = {
    availability: () => [],
    latency: () => [],
    latencySeries: () => Promise.resolve({ atSeconds: [], meanMs: [], maxMs: [] }),
    changes: () => [{ atSeconds: 1, state: hostile, reason: hostile, leftOut: 0 }],
  };
  const explanation = {
    name: hostile,
    zone: hostile,
    serial: 1,
    answers: [{ type: 'TXT', code: 'NOERROR', answer: [hostile], authority: [], additional: [] }],
    addresses: [],
    decisions: [],
  };
  const encoded = encodeURIComponent(hostile);

  for (const path of [
    '/',
    `/?q=${encoded}&show=${encoded}`,
    `/names/${encoded}.example.test.`,
    `/names/${encoded}`,
    `/targets/${encoded}`,
    `/targets/${encoded}?span=${encoded}`,
    `/targets/${encoded}x`,
  ])
    it(`is text in ${path.length > 40 ? `${path.slice(0, 40)}…` : path}`, async () => {
      const { text } = await new PageWorld({ model, history, explanation }).get(path);
      expect(text).to.contain('&lt;script&gt;');
      expect(text).not.to.match(/<script>|<img|\u202e/);
    });

  it('is text in the stream', async () => {
    const world = new PageWorld({ model });
    const stream = await world.open('/live');
    await stream.next();
    await stream.next();
    model.apply(exampleTick());
    const events = (await stream.next()) + (await stream.next());
    await stream.close();
    expect(events)
      .to.contain('&lt;script&gt;')
      .and.not.match(/<script>|<img|\u202e/);
  });
});

describe('a search and a filter in the address', () => {
  const rowsShown = (text: string) =>
    [...text.matchAll(/<li class="row name [^>]*id="name-([^"]*)"[^>]*>/g)]
      .filter(([row]) => !row.endsWith(' hidden>'))
      .map(([, name]) => name);

  for (const [query, rows] of [
    ['', 4],
    ['?q=WWW', 1],
    ['?q=192.0.2.1', 3],
    ['?show=trouble', 2],
    ['?show=fixed', 1],
    ['?show=nothing-like-it', 0],
    ['?q=%E0%A4%A', 0],
  ] as const)
    it(`show ${rows} names for "${query}"`, async () => {
      const { text } = await new PageWorld().get(`/${query}`);
      expect(rowsShown(text)).to.have.lengthOf(rows);
    });

  it('leave 10,000 names on a page that a browser can bear, and find each of them', async () => {
    const world = new PageWorld({ model: makeLargeModel(10_000) });
    const { text } = await world.get('/');
    expect(rowsShown(text)).to.have.lengthOf(500);
    expect(text).to.contain('and 9500 more: search for them').and.contain('data-whole="no"');
    expect(text.length).to.be.below(3_000_000);
    expect(rowsShown((await world.get('/?q=service-9999')).text)).to.deep.equal([
      'service-9999.example.test.',
    ]);
  });

  it('keep all of 2,000 names on the page', async () => {
    const { text } = await new PageWorld({ model: makeLargeModel(2000) }).get('/?q=service-1999');
    expect(rowsShown(text)).to.have.lengthOf(1);
    expect(text.match(/<li class="row name /g)).to.have.lengthOf(2000);
    expect(text).to.contain('data-whole="yes"').and.contain('1 of 2000');
  });
});
