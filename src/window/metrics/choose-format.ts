// Which format a scraper gets, by its Accept header (RFC 9110 §12.5.1). Refuses to know how a format looks.

import type { Format } from './exposition.ts';

/** Scrapers name four or five ranges; beyond this a header is hostile. */
const rangesMax = 64;

/** What is said of a format, by the range that names it most precisely. */
interface Wish {
  readonly precision: number;
  readonly quality: number;
  /** Where it stands in the header. */
  readonly at: number;
}

const noWish: Wish = { precision: -1, quality: 0, at: rangesMax };

/**
 * The one of the higher quality; of equals the one that is named more precisely, or else first. Whoever accepts neither gets the
 * Prometheus format all the same.
 */
export function chooseFormat(accept: string | undefined): Format {
  let prometheus = noWish;
  let openmetrics = noWish;
  for (const [at, range] of (accept ?? '').split(',', rangesMax).entries()) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const version = parameterOf(parameters, 'version');
    const quality = readQuality(parameterOf(parameters, 'q'));
    const wish = (precision: number): Wish => ({ precision, quality, at });
    prometheus = clearer(prometheus, wish(precisionFor('text', 'plain', '0.0.4', type, version)));
    openmetrics = clearer(
      openmetrics,
      wish(precisionFor('application', 'openmetrics-text', '1.0.0', type, version)),
    );
  }
  return isPreferred(openmetrics, prometheus) ? 'openmetrics' : 'prometheus';
}

/** Of two that are as precise, the one of the higher quality. */
function clearer(before: Wish, next: Wish): Wish {
  if (next.precision < 0) return before;
  if (next.precision !== before.precision) return next.precision > before.precision ? next : before;
  return next.quality > before.quality ? next : before;
}

function isPreferred(one: Wish, other: Wish): boolean {
  if (one.quality !== other.quality) return one.quality > other.quality;
  if (one.quality === 0) return false;
  return one.precision !== other.precision ? one.precision > other.precision : one.at < other.at;
}

/** How precisely a range names a type; -1: it is about others. */
function precisionFor(
  type: string,
  subtype: string,
  ownVersion: string,
  range: string,
  version: string | undefined,
): number {
  if (range === '*/*') return 0;
  if (range === `${type}/*`) return 1;
  if (range !== `${type}/${subtype}` || (version !== undefined && version !== ownVersion)) return -1;
  return version === undefined ? 2 : 3;
}

function parameterOf(parameters: readonly string[], wanted: string): string | undefined {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=', 2);
    if (name.trim() === wanted) return value.trim().replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

/** A malformed quality counts as 0. */
function readQuality(text: string | undefined): number {
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}
