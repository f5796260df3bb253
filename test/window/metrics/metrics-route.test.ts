// `/metrics` as a client gets it: which format, how much of it, and in pieces.

import { expect } from 'chai';
import type { WindowReply } from '../../../src/window/http/router.ts';
import { metricsRoute } from '../../../src/window/metrics/metrics-route.ts';
import type { SeriesMax } from '../../../src/window/metrics/scrape.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import { exampleName, makeExampleModel, makeLargeModel } from '../../support/window/example-model.ts';
import { readRoute } from '../../support/window/read-reply.ts';

const openMetrics = { accept: 'application/openmetrics-text' };

function linesOf(text: string, metric: string): number {
  return text.split('\n').filter((line) => line.startsWith(`${metric}{`)).length;
}

async function read(model: WindowModel, max: SeriesMax = 'all', headers = {}) {
  return await readRoute(
    metricsRoute(model, () => max),
    headers,
  );
}

function openStream(model: WindowModel): (gone: AbortSignal) => AsyncIterable<string | Uint8Array> {
  const reply = metricsRoute(model, () => 'all').handle({
    params: {},
    query: new URLSearchParams(),
    headers: {},
  }) as WindowReply;
  if (!('stream' in reply)) throw new Error('/metrics is one body');
  return reply.stream;
}

describe('/metrics', () => {
  it('is in the Prometheus format unless OpenMetrics is asked for', async () => {
    const model = makeExampleModel();
    const plain = await read(model);
    expect(plain.headers['content-type']).to.equal('text/plain; version=0.0.4; charset=utf-8');
    expect(plain.text).not.to.contain('# EOF');
    const open = await read(model, 'all', openMetrics);
    expect(open.headers['content-type']).to.equal(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect(open.text).to.match(/\n# EOF\n$/);
    for (const { code, headers } of [plain, open])
      expect([code, headers['vary']]).to.deep.equal([200, 'accept']);
  });

  it('is complete before anything is known', async () => {
    expect((await read(new WindowModel(), 'all', openMetrics)).text).to.match(/\n# EOF\n$/);
  });

  it('has series for each name and target up to the bound', async () => {
    const { text } = await read(makeLargeModel(20), 20);
    expect(linesOf(text, 'healthy_dns_target_up')).to.equal(20);
    expect(linesOf(text, 'healthy_dns_name_healthy')).to.equal(20);
    expect(text).to.contain('healthy_dns_series_omitted{kind="name"} 0\n');
  });

  it('has only totals beyond the bound, and says how many are left out', async () => {
    const { text } = await read(makeLargeModel(21), 20);
    expect(text).not.to.match(/^healthy_dns_(?:target|name)_/m);
    expect(text).to.contain('healthy_dns_series_omitted{kind="name"} 21\n');
    expect(text).to.contain('healthy_dns_series_omitted{kind="target"} 21\n');
    expect(text).to.contain('healthy_dns_names{source="candidates"} 21\n');
    expect(text).to.contain('healthy_dns_targets{state="up"} 21\n');
    expect(text).to.contain('healthy_dns_probe_duration_seconds_count 84\n');
  });

  it('bounds names, targets and zones each by itself', async () => {
    const names = Array.from({ length: 30 }, (_, index) => exampleName(`n${index}.example.test.`));
    const { text } = await read(makeExampleModel(undefined, names), 20);
    expect(text).not.to.match(/^healthy_dns_name_/m);
    expect(linesOf(text, 'healthy_dns_target_up')).to.equal(4);
    expect(linesOf(text, 'healthy_dns_zone_serial')).to.equal(1);
  });

  it('has no series for names in which health has no say', async () => {
    const { text } = await read(makeExampleModel());
    expect(text).not.to.contain('static.example.test.');
  });

  it('comes in pieces, between which the thread does its other work', async () => {
    const stream = openStream(makeLargeModel(2000));
    let turns = 0;
    let isRunning = true;
    const turn = () => {
      turns++;
      if (isRunning) setImmediate(turn);
    };
    setImmediate(turn);
    const lengths: number[] = [];
    for await (const piece of stream(new AbortController().signal)) lengths.push(piece.length);
    isRunning = false;
    expect(lengths.length).to.be.above(10);
    expect(Math.max(...lengths)).to.be.below(70_000);
    expect(turns).to.be.at.least(lengths.length - 1);
  });

  it('tells what was so when it began, whatever changes meanwhile', async () => {
    const model = makeLargeModel(2000);
    let text = '';
    for await (const piece of openStream(model)(new AbortController().signal)) {
      if (text === '') model.apply({ kind: 'shape', targets: [], names: [] });
      text += piece;
    }
    expect(linesOf(text, 'healthy_dns_name_healthy')).to.equal(2000);
    expect(linesOf(text, 'healthy_dns_target_drained')).to.equal(2000);
  });

  it('ends when nobody wants more', async () => {
    const gone = new AbortController();
    let pieces = 0;
    for await (const _ of openStream(makeLargeModel(2000))(gone.signal)) if (++pieces === 2) gone.abort();
    expect(pieces).to.equal(2);
  });

  it('follows a bound that a reload changes', async () => {
    let max: SeriesMax = 'all';
    const route = metricsRoute(makeLargeModel(5), () => max);
    expect(linesOf((await readRoute(route)).text, 'healthy_dns_target_up')).to.equal(5);
    max = 0;
    expect(linesOf((await readRoute(route)).text, 'healthy_dns_target_up')).to.equal(0);
  });
});
