// Where `healthy-dns status` says that the page is.

import { expect } from 'chai';
import { printWindow } from '../../../src/bin/printing/print-window.ts';
import type { WindowStatus } from '../../../src/control/protocol/window.ts';

describe('printWindow', () => {
  const page = 'http://127.0.0.1:9353/';
  const nowSeconds = Math.floor(Date.now() / 1000);
  const cases: readonly (readonly [string, WindowStatus | undefined, readonly string[]])[] = [
    ['is silent of older daemons', undefined, []],
    ['is silent where HTTP is off', { urls: [], unavailable: [] }, []],
    [
      'names all addresses',
      { urls: [page, 'http://[::1]:9353/'], unavailable: [] },
      [`page: ${page} http://[::1]:9353/`],
    ],
    [
      'names those where it cannot be, with the reason',
      { urls: [page], unavailable: [{ endpoint: '127.0.0.1:80', reason: 'not permitted (EACCES)' }] },
      [`page: ${page}`, 'no page on 127.0.0.1:80: not permitted (EACCES); it is tried again'],
    ],
    [
      'says that all of it is lost, and that it comes back',
      { urls: [], unavailable: [], lost: { reason: 'out of memory', sinceSeconds: nowSeconds - 3600 } },
      [
        'page, metrics, history and notifications: lost for 60 min (out of memory); they begin again by themselves',
      ],
    ],
  ];
  for (const [title, status, lines] of cases)
    it(title, () => {
      // The clock does not stand still.
      const printed = printWindow(status).map((line) => line.replace(/ \d+ min /, ' 60 min '));
      expect(printed).to.deep.equal(lines);
    });
});
