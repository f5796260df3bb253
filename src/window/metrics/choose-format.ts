// Which format a scraper gets, by its Accept header (RFC 9110 §12.5.1). Refuses to know how a format looks.

import type { Format } from './exposition.ts';

/** Scrapers name four or five; a header of thousands is nobody's wish. */
const rangesMax = 64;

/** The best of what is accepted, of equals the first; whoever accepts neither gets the Prometheus format all the same. */
export function chooseFormat(accept: string | undefined): Format {
  let best: Format = 'prometheus';
  let bestQuality = 0;
  for (const range of (accept ?? '').split(',', rangesMax)) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const format = formatOf(type, parameterOf(parameters, 'version'));
    const quality = readQuality(parameterOf(parameters, 'q'));
    if (format === undefined || quality <= bestQuality) continue;
    best = format;
    bestQuality = quality;
  }
  return best;
}

function formatOf(type: string, version: string | undefined): Format | undefined {
  switch (type) {
    case 'application/openmetrics-text':
      return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
    case 'text/plain':
      return version === undefined || version === '0.0.4' ? 'prometheus' : undefined;
    case '*/*':
    case 'text/*':
      return 'prometheus';
    case 'application/*':
      return 'openmetrics';
    default:
      return undefined;
  }
}

function parameterOf(parameters: readonly string[], wanted: string): string | undefined {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=', 2);
    if (name.trim() === wanted) return value.trim().replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

/** What is no quality counts for nothing. */
function readQuality(text: string | undefined): number {
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}
