// A window that fails as it is told by what is asked for: a program for the thread of tests.

import { openSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { FromWindow, ToWindow, WindowStart } from '../../../src/window/window-protocol.ts';

const told: string[] = [];
const hoard: unknown[] = [];

function tell(word: FromWindow): void {
  parentPort?.postMessage(word);
}

function reply(number: number, pieces: readonly string[], isBroken = false): void {
  tell({ kind: 'head', number, head: { code: 200, headers: { 'content-type': 'application/json' } } });
  for (const piece of pieces) tell({ kind: 'piece', number, piece });
  tell({ kind: 'end', number, isBroken });
}

parentPort?.on('message', (word: ToWindow | WindowStart) => {
  if (!('kind' in word)) {
    told.push(`start ${JSON.stringify(word)}`);
    return;
  }
  if (word.kind !== 'request') told.push(word.kind === 'news' ? word.news.kind : word.kind);
  if (word.kind === 'news' && word.news.kind === 'tick') tell({ kind: 'heard' });
  if (word.kind === 'stop' && !told.includes('stubborn')) tell({ kind: 'stopped' });
  if (word.kind === 'request') obey(word.number, word.request.target);
});

function obey(number: number, target: string): void {
  const [path = '', rest = ''] = target.split('?');
  switch (path) {
    case '/told':
      reply(number, [JSON.stringify(told)]);
      return;
    case '/throw':
      throw new Error('a bug');
    case '/exit':
      process.exit(3);
      return;
    case '/hang':
      for (;;);
    case '/stuck':
      // A pipe that nobody writes to: not even the end of the thread interrupts that.
      tell({ kind: 'log', level: 'info', fields: { event: 'stuck' }, message: 'stuck' });
      openSync(rest, 'r');
      return;
    case '/hoard':
      for (;;) hoard.push(Array.from({ length: 10_000 }, (_, at) => ({ at })));
    case '/silence':
      return;
    case '/half':
      tell({ kind: 'head', number, head: { code: 200, headers: {} } });
      tell({ kind: 'piece', number, piece: 'half' });
      setTimeout(() => process.exit(1), 10);
      return;
    case '/broken':
      reply(number, ['half'], true);
      return;
    case '/stubborn':
      told.push('stubborn');
      reply(number, []);
      return;
    case '/adopt':
      tell({ kind: 'adopting' });
      reply(number, []);
      return;
    case '/ask':
      tell({ kind: 'question', number: 1, question: { kind: 'ready' } });
      reply(number, []);
  }
}
