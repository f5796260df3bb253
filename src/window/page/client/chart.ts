// The chart of latency, drawn over the plain one once its library and its data are here. Refuses to know what is measured.

import type uPlotType from 'uplot';

interface Latency {
  readonly atSeconds: readonly number[];
  readonly meanMs: readonly (number | null)[];
  readonly maxMs: readonly (number | null)[];
}

/** Below the chart, for what is under the pointer. */
const legendHeight = 34;

let plot: uPlotType | undefined;
let shownUrl: string | undefined;

/** Draws, or draws anew with what is known now. */
export async function showChart(): Promise<void> {
  const place = document.getElementById('chart');
  const url = place?.getAttribute('data-chart');
  if (place === null || url === null || url === undefined) return;
  const response = await fetch(url);
  if (!response.ok) return;
  const { atSeconds, meanMs, maxMs } = (await response.json()) as Latency;
  if (!meanMs.some((value) => value !== null)) return;
  const data: uPlotType.AlignedData = [[...atSeconds], [...maxMs], [...meanMs]];
  if (plot !== undefined && shownUrl === url && place.contains(plot.root)) {
    plot.setData(data);
    return;
  }
  const { uPlot } = await import('./uplot.js');
  plot?.destroy();
  place.setAttribute('data-own', '');
  place.replaceChildren();
  plot = new uPlot(describePlot(place), data, place);
  shownUrl = url;
}

export function followSize(): void {
  const redraw = () => {
    const place = document.getElementById('chart');
    if (plot !== undefined && place !== null) plot.setSize(sizeIn(place));
  };
  addEventListener('resize', () => requestAnimationFrame(redraw));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    plot?.destroy();
    plot = undefined;
    void showChart();
  });
}

function sizeIn(place: HTMLElement): { readonly width: number; readonly height: number } {
  const { paddingLeft, paddingTop } = getComputedStyle(place);
  return {
    width: place.clientWidth - 2 * Number.parseFloat(paddingLeft),
    height: place.clientHeight - 2 * Number.parseFloat(paddingTop) - legendHeight,
  };
}

function describePlot(place: HTMLElement): uPlotType.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlotType.Axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const line = (label: string, stroke: string, width: number): uPlotType.Series => ({
    label,
    stroke,
    width,
    points: { size: 4 },
    value: (_plot, value: number | null) => (value === null ? '–' : printMs(value)),
  });
  return {
    ...sizeIn(place),
    padding: [8, 20, 0, 0],
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { range: (_plot, from, to) => [from, to] },
      y: { range: (_plot, _low, high) => [0, Math.max(1, 1.1 * high)] },
    },
    axes: [
      { ...axis, space: 70, values: (_plot, splits) => splits.map(printSplit) },
      { ...axis, size: 62, values: (_plot, splits) => splits.map(printMs) },
    ],
    series: [
      {
        label: 'at',
        value: (_plot, at: number | null) => (at === null ? '–' : `${printDay(at)} ${printHour(at)}`),
      },
      line('at most', colour('--spark-2'), 1),
      line('on average', colour('--spark'), 2),
    ],
  };
}

/** Of the clock on the wall of whoever looks: where a day begins, which. */
function printSplit(at: number): string {
  const date = new Date(1000 * at);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return isMidnight ? printDay(at) : printHour(at);
}

function printDay(at: number): string {
  return new Date(1000 * at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function printHour(at: number): string {
  return new Date(1000 * at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function printMs(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(1))} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}
