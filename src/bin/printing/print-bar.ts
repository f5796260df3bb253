// What became of something over time, as a bar of characters: low where it was up, high where it was down. Without colours, so
// that it says the same on paper.

import { hasUnicode } from './output-style.ts';

export interface BarSigns {
  readonly up: string;
  readonly partly: string;
  readonly down: string;
  readonly unknown: string;
}

const blocks: BarSigns = { up: '▁', partly: '▄', down: '█', unknown: '·' };
/** For terminals that have nothing else. */
const plain: BarSigns = { up: '_', partly: '+', down: '#', unknown: '.' };

export function barSigns(environment: NodeJS.ProcessEnv): BarSigns {
  return hasUnicode(environment) ? blocks : plain;
}

/** Shares of the time that it was up, squeezed to so many characters: each shows the worst of its parts by their mean. */
export function printBar(shares: readonly (number | null)[], width: number, signs: BarSigns): string {
  const count = Math.min(width, shares.length);
  return Array.from({ length: count }, (_, place) => {
    const first = Math.floor((place * shares.length) / count);
    const end = Math.floor(((place + 1) * shares.length) / count);
    return signOf(
      shares.slice(first, end).filter((share) => share !== null),
      signs,
    );
  }).join('');
}

function signOf(shares: readonly number[], { up, partly, down, unknown }: BarSigns): string {
  if (shares.length === 0) return unknown;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  if (mean >= 1) return up;
  return mean < 0.5 ? down : partly;
}

export function explainBar({ up, partly, down, unknown }: BarSigns): string {
  return `${up} up  ${partly} down for a while  ${down} down  ${unknown} unknown`;
}

/** `99.98 %`: rounded down, so that what was not always up is never 100 %. */
export function printShare(share: number | null): string {
  if (share === null) return 'unknown';
  if (share >= 1) return '100 %';
  const percent = 100 * share;
  const digits = percent >= 99 ? 2 : 1;
  return `${(Math.floor(percent * 10 ** digits) / 10 ** digits).toFixed(digits)} %`;
}
