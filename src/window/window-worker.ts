// The program of the window's thread: passes what the main thread says on to the window. Refuses to know what there is to see.

import { parentPort } from 'node:worker_threads';
import { nameThread } from '../linux/thread-names.ts';
import { RemoteAnswers } from './remote-answers.ts';
import { RemoteMain } from './remote-main.ts';
import { openWindow, type Window } from './window.ts';
import type { FromWindow, ToWindow, WindowStart } from './window-protocol.ts';

function tell(word: FromWindow): void {
  parentPort?.postMessage(word);
}

nameThread('window');
const main = new RemoteMain(tell);
let opened: { readonly window: Window; readonly answers: RemoteAnswers } | undefined;

parentPort?.on('message', (word: ToWindow | WindowStart) => {
  if (!('kind' in word)) {
    const window = openWindow(word, main, () => tell({ kind: 'adopting' }));
    opened = { window, answers: new RemoteAnswers(tell) };
    return;
  }
  if (opened !== undefined) hear(word, opened.window, opened.answers);
});

function hear(word: ToWindow, window: Window, answers: RemoteAnswers): void {
  switch (word.kind) {
    case 'news':
      window.model.apply(word.news);
      if (word.news.kind === 'tick') tell({ kind: 'heard' });
      return;
    case 'settings':
      window.apply(word.settings);
      return;
    case 'request':
      void answers.answer(word.number, word.request, window.router);
      return;
    case 'command':
      void answers.answer(word.number, word.request, window.commands);
      return;
    case 'taken':
      answers.taken(word.number);
      return;
    case 'gone':
      answers.gone(word.number);
      return;
    case 'answer':
      main.hear(word.number, word.answer);
      return;
    case 'stop':
      void window.stop().then(() => tell({ kind: 'stopped' }));
  }
}
