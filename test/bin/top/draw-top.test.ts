// The screen of `healthy-dns top`, whatever it is given and whatever its size.

import { expect } from 'chai';
import { columnsOf } from '../../../src/base/text-columns.ts';
import { colours, noColours, withoutPaint } from '../../../src/bin/printing/output-style.ts';
import { type Choice, firstChoice } from '../../../src/bin/top/choice.ts';
import { drawTop } from '../../../src/bin/top/draw-top.ts';
import { Listing } from '../../../src/bin/top/listed.ts';
import { LivePicture } from '../../../src/bin/top/live-picture.ts';
import { LiveStream } from '../../../src/window/api/live-stream.ts';
import { Overviews } from '../../../src/window/api/overviews.ts';
import type { NameFacts, TargetFacts } from '../../../src/window/model/news.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  exampleName,
  exampleNames,
  exampleTarget,
  exampleTargets,
  makeExampleModel,
} from '../../support/window/example-model.ts';

const nowMs = 1_700_000_200_000;

/** As the daemon tells of it. */
async function pictureOf(targets: readonly TargetFacts[], names: readonly NameFacts[]): Promise<LivePicture> {
  const clock = new FakeClock();
  const model = makeExampleModel(targets, names);
  const stream = new LiveStream(
    { model, clock, overviews: new Overviews(model, clock) },
    { from: undefined, isOverviewOnly: false },
  );
  const picture = new LivePicture();
  for await (const told of stream.events(new AbortController().signal)) {
    if (told.type === 'keep-alive') break;
    // As it crosses the socket.
    const data: unknown = JSON.parse(JSON.stringify(told.data));
    picture.apply({ kind: 'event', type: told.type, data }, nowMs);
    if (told.type === 'rates') break;
  }
  return picture;
}

function draw(
  picture: LivePicture,
  choice: Partial<Choice> = {},
  columns = 80,
  rows = 24,
  paint = noColours,
) {
  const chosen = { ...firstChoice, ...choice };
  const { lines } = drawTop(picture, chosen, new Listing().of(picture, chosen), {
    columns,
    rows,
    paint,
    nowMs,
  });
  return lines;
}

describe('the screen of top', () => {
  it('has no line that is wider than the terminal, whatever its size', async () => {
    const long = `${'a-long-label-that-goes-on-and-on.'.repeat(7)}example.test.`;
    const picture = await pictureOf(
      [
        ...exampleTargets,
        exampleTarget(`http 192.0.2.9:80 path=/${'x'.repeat(300)}`, { reason: 'y'.repeat(500) }),
      ],
      [
        ...exampleNames,
        exampleName(long, { addresses: Array.from({ length: 40 }, (_, at) => `192.0.2.${at}`) }),
      ],
    );
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
      [200, 60],
      [40, 10],
      [10, 5],
      [1, 1],
    ] as const)
      for (const choice of [
        {},
        { list: 'targets' },
        { isHelp: true },
        { isTyping: true, filter: 'z'.repeat(300) },
      ] as const)
        for (const line of draw(picture, choice, columns, rows, colours))
          expect(columnsOf(withoutPaint(line)), `${columns} ${line}`).to.be.at.most(columns);
  });

  it('fills 24 lines and no more', async () => {
    const names = Array.from({ length: 500 }, (_, at) => exampleName(`service-${at}.example.test.`));
    const picture = await pictureOf(exampleTargets, names);
    for (const list of ['names', 'targets'] as const) expect(draw(picture, { list })).to.have.length(24);
  });

  it('keeps what is wrong, the list and its keys on a small screen', async () => {
    const picture = await pictureOf(exampleTargets, exampleNames);
    for (const [columns, rows] of [
      [80, 5],
      [40, 8],
      [20, 5],
    ] as const)
      for (const list of ['names', 'targets'] as const) {
        const lines = draw(picture, { list }, columns, rows);
        const [words = '', head, row] = lines;
        expect(lines).to.have.length(rows);
        expect(words).to.match(/^it is/);
        expect(head).to.match(/^STATE +(NAME|TARGET)/);
        expect(row).to.match(list === 'names' ? /^down +\S/ : /^(down|held) +\S/);
        expect(lines.at(-1)).to.match(/q quit$/);
      }
  });

  it('shows what strangers wrote as text', async () => {
    const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r\n\u202e\u0000';
    const picture = await pictureOf(
      [exampleTarget(`tcp 192.0.2.1:80${hostile}`, { state: 'down', reason: hostile })],
      [exampleName(`www${hostile}`, { role: 'nothing', addresses: [hostile] })],
    );
    picture.lost = { sinceMs: nowMs, problem: hostile };
    for (const choice of [{}, { list: 'targets' }, { filter: hostile }] as const)
      for (const line of draw(picture, choice, 120, 40)) expect(line).not.to.match(/[\p{Cc}\p{Cf}]/u);
  });

  it('sorts targets by latency, the slowest first', async () => {
    const picture = await pictureOf(exampleTargets, exampleNames);
    const slow = picture.targets.get('tcp 192.0.2.3:80');
    if (slow?.probes !== undefined)
      picture.applyProbes([{ ...slow, probes: { ...slow.probes, lastMs: 9999 } }]);
    const lines = draw(picture, { list: 'targets', sorting: { names: 0, targets: 2 } }, 120);
    const head = lines.findIndex((line) => line.includes('LATENCY'));
    expect(lines[head + 1]).to.match(/^forced up +tcp 192\.0\.2\.3:80 +9999 ms/);
  });

  it('ignores events that make no sense', () => {
    const picture = new LivePicture();
    for (const [type, data] of [
      ['facts', { names: [5], targets: [], left: 0 }],
      ['overview', null],
      ['toString', {}],
      ['rates', []],
      ['changes', { names: [] }],
    ] as const)
      picture.apply({ kind: 'event', type, data }, nowMs);
    expect([picture.names.size, picture.overview, picture.version]).to.deep.equal([0, undefined, 0]);
    expect(draw(picture)[0]).to.equal('waiting for the daemon');
  });
});
