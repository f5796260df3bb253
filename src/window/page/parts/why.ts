// Why a name is answered as it is, as a sentence for the page. Refuses to know how it looks.

import type { NameFacts } from '../../model/news.ts';
import { explainName } from '../../model/why.ts';
import type { View } from './view.ts';

export function whyOf(name: NameFacts, { model, nowMs }: View): string {
  return asSentence(explainName(name, { targets: model.targets, nowSeconds: Math.floor(nowMs / 1000) }));
}

/** What the model says is half of one. */
export function asSentence(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
