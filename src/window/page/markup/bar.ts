// What became of a subject over some time, as a bar of equal parts: low and calm where it was up, tall where it was not, a thin
// line where nobody knows. Refuses to know whose time it is.

import { printSpan } from '../client/span.ts';
import { type Html, html } from './html.ts';

export interface TimePart {
  readonly knownSeconds: number;
  readonly downSeconds: number;
}

type Kind = 'up' | 'part' | 'down' | 'unknown';
/** Of the drawing; the style sheet says how large it is, how tall each kind, and that there are gaps. */
const height = 20;
/** A part that was down for less is troubled, not down. */
const downShareMin = 0.5;

export function drawBar(parts: readonly TimePart[], title: string): Html {
  const paths = new Map<Kind, string>();
  for (let from = 0; from < parts.length; ) {
    const kind = kindOf(parts[from]);
    let to = from + 1;
    while (to < parts.length && kindOf(parts[to]) === kind) to++;
    paths.set(kind, `${paths.get(kind) ?? ''}M${from} ${height / 2}h${to - from}`);
    from = to;
  }
  return html`<svg class="bar n${parts.length}" viewBox="0 0 ${parts.length} ${height}" preserveAspectRatio="none" role="img" aria-label="${title}: ${describeParts(parts)}">${[
    ...paths,
  ].map(([kind, path]) => html`<path class="b-${kind}" d="${path}"/>`)}</svg>`;
}

function kindOf(part: TimePart | undefined): Kind {
  if (part === undefined || part.knownSeconds <= 0) return 'unknown';
  if (part.downSeconds <= 0) return 'up';
  return part.downSeconds < downShareMin * part.knownSeconds ? 'part' : 'down';
}

/** `99.98 %`, rounded down: what was not always up is never 100 %. */
export function printAvailability(parts: readonly TimePart[]): string {
  const { known, down } = sum(parts);
  if (known <= 0) return '–';
  const share = Math.max(0, 100 * (1 - down / known));
  const digits = share >= 99 && share < 100 ? 2 : share >= 10 ? 1 : 2;
  const factor = 10 ** digits;
  return `${share === 100 ? '100' : (Math.floor(share * factor) / factor).toFixed(digits)} %`;
}

export function describeParts(parts: readonly TimePart[]): string {
  const { known, down } = sum(parts);
  if (known <= 0) return 'nothing is known yet';
  if (down <= 0) return 'never down';
  return `${printAvailability(parts)} available, down for ${printSpan(down)}`;
}

function sum(parts: readonly TimePart[]): { readonly known: number; readonly down: number } {
  return {
    known: parts.reduce((total, { knownSeconds }) => total + knownSeconds, 0),
    down: parts.reduce((total, { downSeconds }) => total + downSeconds, 0),
  };
}
