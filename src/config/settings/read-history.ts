// Where history is kept. Refuses to know whether that place can be written to.

import { join, resolve } from 'node:path';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from, offWords } from '../sources/read-scalars.ts';

/** Beside what else a service keeps: see systemd.exec(5), StateDirectory=. */
const usualName = 'history';

/** As given; `usual` is for whoever gave nothing. */
export type HistoryPlace =
  | { readonly kind: 'usual' }
  | { readonly kind: 'off' }
  | { readonly kind: 'directory'; readonly path: string };

export function readHistory(values: RawValues, findings: Findings): HistoryPlace {
  const raw = values.get('history');
  if (raw === undefined) return { kind: 'usual' };
  const text = raw.texts[0]?.trim() ?? '';
  if (offWords.includes(text.toLowerCase())) return { kind: 'off' };
  // A word alone is more likely a slip than a directory in whatever directory this is.
  if (text.includes('/') && !text.includes('\0'))
    return { kind: 'directory', path: resolve(raw.folder ?? '', text) };
  const why = 'is neither off nor the path of a directory, which has a slash';
  findings.error('history', `${quote(text)} ${why}${from('history', raw)}`);
  return { kind: 'off' };
}

/** Nothing: only in memory. */
export function historyPath(place: HistoryPlace, stateDirectory: string | undefined): string | undefined {
  switch (place.kind) {
    case 'off':
      return undefined;
    case 'directory':
      return place.path;
    case 'usual':
      return stateDirectory === undefined ? undefined : join(stateDirectory, usualName);
  }
}
