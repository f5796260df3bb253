// Prints the figures as tables for people, and the measurements beside each goal.

import type { ControlPlanePhase, Figures, ServerFigures, WorkloadFigures } from './figures.ts';
import { printGoals } from './print-goals.ts';
import { printTable } from './print-table.ts';
import { medianOf, percentileOf } from './statistics.ts';

export function printFigures(figures: Figures): string {
  const { machine, workloads, controlPlane } = figures;
  const { processor, processors, kernel, node } = machine;
  const title = `${processor}, ${processors} processors, Linux ${kernel}, Node ${node}`;
  const parts = [
    `${title}\nOne worker each, on one processor; dnsperf on the other. Addresses of ours are static: nothing is probed.`,
    `CPU of the server for each answered query, in µs, and as a multiple of ours (medians)\n${printCpu(figures)}`,
    `Replies per second, and queries lost of those sent\n${printRates(figures)}`,
    ...(workloads.some(({ workload }) => workload === 'one-in-flight') ? [printLatency(figures)] : []),
    `Start, memory, idling\n${printServers(figures)}`,
    ...(controlPlane === undefined ? [] : [printControlPlane(controlPlane)]),
    `Goals\n${printGoals(figures)}`,
  ];
  return `\n${parts.join('\n')}`;
}

type RowOf = (figures: WorkloadFigures, ours: WorkloadFigures | undefined) => string;

function printByPeer({ machine, workloads }: Figures, cell: RowOf): string {
  const names = [...new Set(workloads.map(({ workload }) => workload))];
  const rows = names.map((name) => {
    const find = (peer: string | undefined) =>
      workloads.find((each) => each.workload === name && each.peer === peer);
    const ours = find('healthy-dns');
    const cells = machine.peers.map((peer) => {
      const figures = find(peer);
      return figures === undefined ? '' : cell(figures, ours);
    });
    return [name, ...cells];
  });
  return printTable([['', ...machine.peers], ...rows]);
}

export function medianCpu({ rounds }: WorkloadFigures): number {
  return medianOf(rounds.map(({ cpuMicrosecondsPerQuery }) => cpuMicrosecondsPerQuery));
}

function printCpu(figures: Figures): string {
  return printByPeer(figures, (each, ours) => {
    const cpu = medianCpu(each);
    if (ours === undefined || ours === each) return cpu.toFixed(2);
    return `${cpu.toFixed(2)} (${(cpu / medianCpu(ours)).toFixed(2)})`;
  });
}

function printRates(figures: Figures): string {
  return printByPeer(figures, ({ rounds }) => {
    const rate = medianOf(rounds.map(({ queriesPerSecond }) => queriesPerSecond));
    const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
    const sent = rounds.reduce((sum, round) => sum + round.sent, 0);
    return lost === 0 ? `${Math.round(rate)}` : `${Math.round(rate)}, ${lost} of ${sent} lost`;
  });
}

function printLatency(figures: Figures): string {
  const workloads = figures.workloads.filter(({ workload }) => workload === 'one-in-flight');
  const table = printByPeer({ ...figures, workloads }, ({ rounds }) =>
    medianOf(rounds.map(({ latencyMicroseconds }) => latencyMicroseconds)).toFixed(0),
  );
  return `Latency with one query in flight, in µs (medians of averages)\n${table}`;
}

function printServers({ servers }: Figures): string {
  const row = ({
    peer,
    nameCount,
    isSigned,
    startsMs,
    memoryMegabytes,
    peakMegabytes,
    ...more
  }: ServerFigures) => [
    `${peer}, ${nameCount} names${isSigned ? ', signed' : ''}`,
    medianOf(startsMs).toFixed(0),
    memoryMegabytes.toFixed(0),
    peakMegabytes.toFixed(0),
    (more.idleCpuMicrosecondsPerSecond / 1000).toFixed(2),
  ];
  const title = ['', 'first answer ms', 'memory MB', 'peak MB', 'idle CPU ms/s'];
  return printTable([title, ...servers.map(row)]);
}

function printControlPlane({
  nameCount,
  probesPerSecond,
  quiet,
  saturated,
}: NonNullable<Figures['controlPlane']>): string {
  const row = (name: string, { verdictToAnswerMs, probes, latenessMs }: ControlPlanePhase) => [
    name,
    percentileOf(verdictToAnswerMs, 0.5).toFixed(2),
    Math.max(...verdictToAnswerMs).toFixed(2),
    String(probes),
    ...[latenessMs.p50, latenessMs.p99, latenessMs.p999, latenessMs.max].map((ms) => ms.toFixed(1)),
  ];
  const title = ['ms', 'verdict to answer p50', 'max', 'probes', 'late p50', 'p99', 'p99.9', 'max'];
  const { load } = saturated;
  return [
    `Control plane: ${nameCount} names, ${probesPerSecond} probes per second, all on the server's one processor`,
    printTable([title, row('quiet', quiet), row('UDP saturated', saturated)]).trimEnd(),
    `while saturated: ${load.cpuMicrosecondsPerQuery.toFixed(2)} µs of CPU per query with all probing, ` +
      `${Math.round(load.queriesPerSecond)} replies per second, ${load.lost} of ${load.sent} lost\n`,
  ].join('\n');
}
