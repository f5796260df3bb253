// A line of values without axes, with a gap where there is none. Refuses to know what they are.

import { type Html, html } from './html.ts';

const width = 100;
const height = 24;
/** The line's own width must fit. */
const margin = 2;

export function drawSparkline(values: readonly (number | undefined)[], title: string, kind = 'spark'): Html {
  const highest = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let dots = '';
  let isDrawing = false;
  for (const [index, value] of values.entries()) {
    if (value !== undefined) {
      const y = height - margin - (value / highest) * (height - 2 * margin);
      const place = `${round(index * step)} ${round(y)}`;
      // One by itself would be no line.
      if (!isDrawing && values[index + 1] === undefined) dots += `M${place}h.01`;
      else path += `${isDrawing ? 'L' : 'M'}${place}`;
    }
    isDrawing = value !== undefined;
  }
  return html`<svg class="${kind}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${title}"><path d="${path}"/>${dots !== '' && html`<path class="lone" d="${dots}"/>`}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
