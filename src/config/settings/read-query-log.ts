// Where queries are logged, and which part of them. Refuses to know whether that place can be written to.

import { basename, resolve } from 'node:path';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../findings/finding.ts';
import { didYouMean } from '../findings/suggest.ts';
import type { RawValue, RawValues } from '../sources/raw-value.ts';
import { from, offWords, type ScalarReader } from '../sources/read-scalars.ts';

export type QueryLogOutput =
  | { readonly kind: 'journal' }
  /** As long as this at most, and one of the same length that was begun before. */
  | { readonly kind: 'file'; readonly path: string; readonly octetsMax: number }
  /** A Unix socket where somebody collects dnstap. */
  | { readonly kind: 'dnstap'; readonly path: string };

export const clientWords = ['whole', 'network', 'none'] as const;

export interface QueryLogSettings {
  readonly output: QueryLogOutput;
  /** More than 0, up to 1. */
  readonly share: number;
  /** What of clients' addresses is logged. */
  readonly clients: (typeof clientWords)[number];
}

const journal = 'journal';
const dnstapPrefix = 'dnstap:';
/** Whoever wants less than one in a million wants none. */
const shareMin = 1e-6;
/** Two of them fit everywhere; at a hundred queries a second one lasts for an hour, and at 1 % for days. */
const usualMegabytes = 100;
const megabytesMax = 1_000_000;
const octetsOfMegabyte = 1_000_000;
/** unix(7), with the zero octet at its end. */
const socketPathOctetsMax = 107;

/** Undefined: no log. */
export function readQueryLog(
  values: RawValues,
  scalars: ScalarReader,
  findings: Findings,
): QueryLogSettings | undefined {
  const megabytes = scalars.number(
    'query-log-max',
    { min: 1, max: megabytesMax, isWhole: true, noun: 'whole number of megabytes' },
    usualMegabytes,
  );
  const share = readShare(values, findings);
  const clients = scalars.word('query-log-clients', clientWords, 'whole');
  const output = readOutput(values, megabytes * octetsOfMegabyte, findings);
  return output && { output, share, clients };
}

function readOutput(values: RawValues, octetsMax: number, findings: Findings): QueryLogOutput | undefined {
  const raw = values.get('query-log');
  const text = raw?.texts[0]?.trim() ?? '';
  const word = text.toLowerCase();
  if (raw === undefined || offWords.includes(word)) return undefined;
  if (word === journal) return { kind: 'journal' };
  if (word.startsWith(dnstapPrefix)) {
    const path = text.slice(dnstapPrefix.length);
    if (path.startsWith('/') && Buffer.byteLength(path) <= socketPathOctetsMax)
      return { kind: 'dnstap', path };
    const why = `needs the absolute path of a socket behind "${dnstapPrefix}", of at most ${socketPathOctetsMax} octets`;
    reject(raw, why, findings);
    return undefined;
  }
  // A word alone is more likely a slip than a file in whatever directory this is.
  if (text.includes('/') && basename(text) !== '' && !text.endsWith('/') && !text.includes('\0'))
    return { kind: 'file', path: resolve(raw.folder ?? '', text), octetsMax };
  if (text.endsWith('/')) {
    reject(raw, `names a directory; name a file in it, such as ${quote(`${text}queries.log`)}`, findings);
    return undefined;
  }
  const why = `is neither ${journal} nor off, nor ${dnstapPrefix}/path/of/a/socket, nor the path of a file, which has a slash`;
  reject(raw, `${why}${didYouMean(word, [journal, ...offWords])}`, findings);
  return undefined;
}

/** `0.01`, or `1%`. */
function readShare(values: RawValues, findings: Findings): number {
  const raw = values.get('query-log-sample');
  if (raw === undefined) return 1;
  const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(raw.texts[0]?.trim() ?? '') ?? [];
  const share = Number(number) / (percent === '%' ? 100 : 1);
  if (share >= shareMin && share <= 1) return share;
  const why = `is not a share from ${shareMin.toFixed(6)} to 1, such as 0.01 or 1%`;
  findings.error('query-log-sample', `${quote(raw.texts[0] ?? '')} ${why}${from('query-log-sample', raw)}`);
  return 1;
}

function reject(raw: RawValue, why: string, findings: Findings): void {
  findings.error('query-log', `${quote(raw.texts[0] ?? '')} ${why}${from('query-log', raw)}`);
}
