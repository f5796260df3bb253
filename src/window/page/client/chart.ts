// The chart of latency, drawn over the plain one once its library and its data are here. Refuses to know what is measured.

import type uPlotType from 'uplot';

interface Latency {
  readonly at: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

let plot: uPlotType | undefined;
let shownUrl: string | undefined;

/** Draws, or draws anew with what is known now. */
export async function showChart(): Promise<void> {
  const place = document.getElementById('chart');
  const url = place?.getAttribute('data-chart');
  if (place === null || url === null || url === undefined) return;
  const response = await fetch(url);
  if (!response.ok) return;
  const { at, mean, max } = (await response.json()) as Latency;
  if (!mean.some((value) => value !== null)) return;
  const data: uPlotType.AlignedData = [[...at], [...max], [...mean]];
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
    if (plot !== undefined && place !== null)
      plot.setSize({ width: place.clientWidth, height: place.clientHeight });
  };
  addEventListener('resize', () => requestAnimationFrame(redraw));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    plot?.destroy();
    plot = undefined;
    void showChart();
  });
}

function describePlot(place: HTMLElement): uPlotType.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    legend: { show: true, live: true },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [axis, { ...axis, size: 64, values: (_plot, values) => values.map(printMs) }],
    series: [
      {},
      {
        label: 'at most',
        stroke: colour('--spark-2'),
        width: 1,
        points: { size: 4 },
        value: (_plot, value) => printValue(value),
      },
      {
        label: 'on average',
        stroke: colour('--spark'),
        width: 2,
        points: { size: 4 },
        value: (_plot, value) => printValue(value),
      },
    ],
  };
}

function printValue(value: number | null): string {
  return value === null ? '–' : printMs(value);
}

function printMs(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(1))} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}
