// Why a name is answered as it is, as a sentence for the page. Refuses to know how it looks.

import type { NameFacts } from '../../model/news.ts';
import { explainInPieces } from '../../model/why.ts';
import { type Html, html } from '../markup/html.ts';
import { showAge } from '../markup/time.ts';
import type { View } from './view.ts';

export function whyOf(name: NameFacts, { model, nowMs }: View): Html {
  const [lead, ...others] = explainInPieces(name, model.targets);
  return html`${typeof lead === 'string' && asSentence(lead)}${others.map((piece) => (typeof piece === 'string' ? piece : showAge(piece.sinceSeconds, nowMs)))}`;
}

/** What the model says is half of one. */
export function asSentence(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
