// `/metrics`, in pieces, between which the thread does other work. Refuses to know what is measured and who asks.

import { setImmediate } from 'node:timers/promises';
import type { WindowRoute } from '../http/router.ts';
import type { WindowModel } from '../model/window-model.ts';
import { allMetrics } from './all-metrics.ts';
import { chooseFormat } from './choose-format.ts';
import { contentTypes, writeMetrics } from './exposition.ts';
import { beginScrape, type SeriesMax } from './scrape.ts';

/** Written within a millisecond or two, which neither a page nor a history notices. */
const pieceLength = 64 * 1024;

export function metricsRoute(model: WindowModel, seriesMax: () => SeriesMax): WindowRoute {
  return {
    path: '/metrics',
    handle: ({ headers }) => {
      const format = chooseFormat(headers['accept']);
      const lines = writeMetrics(allMetrics, beginScrape(model, seriesMax()), format);
      return {
        code: 200,
        headers: { 'content-type': contentTypes[format], vary: 'accept' },
        stream: (gone) => inPieces(lines, gone),
      };
    },
  };
}

async function* inPieces(lines: Iterable<string>, gone: AbortSignal): AsyncGenerator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
    await setImmediate();
    if (gone.aborted) return;
  }
  yield piece;
}
