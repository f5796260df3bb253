// The pages of one name and of one target.

import { expect } from 'chai';
import type { Explanation } from '../../../src/control/protocol/explanation.ts';
import { noHistory, type PageHistory } from '../../../src/window/page/parts/page-history.ts';
import { exampleAtMs } from '../../support/window/example-model.ts';
import { PageWorld, partOf } from '../../support/window/page-world.ts';

const history: PageHistory = {
  ...noHistory,
  latencySeries: () =>
    Promise.resolve({ atSeconds: [1, 2, 3], meanMs: [10, null, 30], maxMs: [20, null, 1500] }),
  changes: () => [
    { atSeconds: 1_700_000_000, state: 'down', reason: 'connection refused', leftOut: 3 },
    { atSeconds: 1_699_999_000, state: 'up', reason: '', leftOut: 0 },
  ],
};

const explanation: Explanation = {
  name: 'www.example.test.',
  zone: 'example.test.',
  serial: 1,
  answers: [
    {
      type: 'A',
      code: 'NOERROR',
      answer: ['www.example.test. 30 IN A 192.0.2.1'],
      authority: [],
      additional: [],
    },
  ],
  addresses: [
    { name: 'www', address: '192.0.2.1', tier: 'candidate', isPublished: true, because: 'up' },
    { name: 'www', address: '192.0.2.2', tier: 'candidate', isPublished: false, because: 'drained' },
  ],
  decisions: [],
};

describe('the page of a name', () => {
  for (const path of ['www.example.test.', 'www.example.test', 'WWW.Example.Test'])
    it(`is found as ${path}`, async () => {
      const { code, text } = await new PageWorld().get(`/names/${path}`);
      expect(code).to.equal(200);
      expect(partOf(text, 'headline')).to.contain('<b>www</b>');
    });

  it('says what is answered, why, and what became of it', async () => {
    const { text } = await new PageWorld({ history, explanation }).get('/names/www.example.test');
    expect(partOf(text, 'answers-title')).to.contain('www.example.test. 30 IN A 192.0.2.1');
    expect(partOf(text, 'addresses-title')).to.contain('drained by hand').and.contain('Left out');
    const timeline = partOf(text, 'timeline-title');
    expect(timeline).to.contain('connection refused').and.contain('after 3 more changes');
    expect(timeline).to.contain('14 Nov 22:13:20 UTC').and.contain('<span class="lasted">16 min</span>');
  });

  it('shows addresses where nobody can explain', async () => {
    const { code, text } = await new PageWorld().get('/names/www.example.test');
    expect(code).to.equal(200);
    expect(partOf(text, 'answers-title')).to.contain('<code>192.0.2.1</code>');
  });

  it('is a page that says so where there is no such name', async () => {
    const { code, text } = await new PageWorld().get('/names/none.example.test');
    expect(code).to.equal(404);
    expect(text)
      .to.contain('There is no such name')
      .and.contain('data-live="/live?of=none.example.test&amp;');
  });
});

describe('the page of a target', () => {
  const path = '/targets/tcp%20192.0.2.1%3A80';

  const knownFor = (hours: number): PageHistory => ({
    ...history,
    availability: (_subject, { toMs }, parts) => {
      const knownSeconds = toMs > exampleAtMs - hours * 3_600_000 ? 60 : 0;
      return Array.from({ length: parts }, () => ({ knownSeconds, downSeconds: 0 }));
    },
  });

  it('says how long its probes take, and who uses it', async () => {
    const { text } = await new PageWorld({ history }).get(path);
    expect(partOf(text, 'latency-title')).to.contain('20 ms on average, 1.5 s at most');
    expect(text)
      .to.contain(`data-chart="${path}/latency?span=1h"`)
      .and.contain('id="name-www.example.test."');
  });

  it('shows a day of what is known for more than an hour, and an hour of what is not', async () => {
    const chartOf = async (hours: number) =>
      /data-chart="[^"]*span=(\w+)"/.exec(
        (await new PageWorld({ history: knownFor(hours) }).get(path)).text,
      )?.[1];
    expect([await chartOf(2), await chartOf(0.5)]).to.deep.equal(['24h', '1h']);
  });

  for (const [hours, words] of [
    [0, 'minute by minute, as soon as a minute is over'],
    [2, 'once one succeeds'],
  ] as const)
    it(`says what will be where the chart is not yet, known for ${hours} h`, async () => {
      const young: PageHistory = {
        ...knownFor(hours),
        latencySeries: () => Promise.resolve({ atSeconds: [1], meanMs: [null], maxMs: [null] }),
      };
      const { text } = await new PageWorld({ history: young }).get(path);
      expect(text).to.contain(words).and.not.contain('data-chart');
    });

  it('has moments in UTC that say so, for the script to turn them, and how long the last state lasts', async () => {
    const { text } = await new PageWorld({ history }).get(path);
    expect(text).to.match(/<time data-at="1699999000"[^>]*>14 Nov 21:56:40 UTC</);
    expect(partOf(text, 'timeline-title')).to.match(/<span class="lasted"><time data-since="1700000000"/);
  });

  it('gives the chart its numbers, with gaps', async () => {
    const { code, text } = await new PageWorld({ history }).get(`${path}/latency?span=7d`);
    expect(code).to.equal(200);
    expect(JSON.parse(text)).to.deep.equal({
      atSeconds: [1, 2, 3],
      meanMs: [10, null, 30],
      maxMs: [20, null, 1500],
    });
  });

  for (const span of ['1h', '24h', '7d', '90d'])
    it(`is of ${span}, by its address`, async () => {
      const { text } = await new PageWorld().get(`${path}?span=${span}`);
      expect(text).to.contain(`span=${span}" aria-current="true"`);
    });

  it('takes any other span for a day', async () => {
    const { text } = await new PageWorld().get(`${path}?span=constructor`);
    expect(text).to.contain('span=24h" aria-current="true"');
  });

  it('is none where there is no such target', async () => {
    expect((await new PageWorld().get('/targets/x')).code).to.equal(404);
    expect((await new PageWorld().get('/targets/x/latency')).code).to.equal(404);
  });
});
