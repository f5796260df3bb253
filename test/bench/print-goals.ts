// What we want to reach, and where we are. Nothing fails here: figures depend on the machine, and on its other users.

import type { Figures, WorkloadFigures } from './figures.ts';
import { medianCpu } from './print-figures.ts';
import { printTable } from './print-table.ts';
import { medianOf } from './statistics.ts';
import { workloads as allWorkloads } from './workloads.ts';

interface Goal {
  readonly what: string;
  readonly figure: number | undefined;
  readonly atMost: number;
}

const ours = 'healthy-dns';

export function printGoals(figures: Figures): string {
  const rows = [...cpuGoals(figures), ...otherGoals(figures)].map(({ what, figure, atMost }) => {
    const goal = `at most ${atMost.toFixed(2)}`;
    // Nothing is met that was not compared.
    if (figure === undefined || Number.isNaN(figure)) return [what, '', goal, 'not measured'];
    return [what, figure.toFixed(2), goal, figure <= atMost ? 'met' : 'MISSED'];
  });
  return printTable(rows);
}

function cpuGoals({ workloads }: Figures): Goal[] {
  const names = [...new Set(workloads.map(({ workload }) => workload))];
  return names.flatMap((name): Goal[] => {
    const ratioTo = (peer: string) => ratio(find(workloads, name, ours), find(workloads, name, peer));
    const workload = allWorkloads.find((each) => each.name === name);
    if (workload?.isFullSpeed !== true) return [];
    if (workload.isSigned)
      return ['Knot', 'NSD', 'BIND'].map((peer) => ({
        what: `${name}: CPU / ${peer}'s`,
        figure: ratioTo(peer),
        atMost: 1,
      }));
    if (workload.transport === 'tcp')
      return [{ what: `${name}: CPU / Knot's`, figure: ratioTo('Knot'), atMost: 1.5 }];
    return [
      { what: `${name}: CPU / gdnsd's`, figure: ratioTo('gdnsd'), atMost: 1.05 },
      { what: `${name}: CPU / Knot's`, figure: ratioTo('Knot'), atMost: 1 },
      { what: `${name}: CPU / NSD's`, figure: ratioTo('NSD'), atMost: 1 },
    ];
  });
}

function otherGoals({ workloads, servers, controlPlane }: Figures): Goal[] {
  const large = servers.find(({ peer, nameCount }) => peer === ours && nameCount === 100_000);
  const rounds = workloads.filter(({ peer }) => peer === ours).flatMap(({ rounds }) => rounds);
  return [
    {
      what: '100,000 names: CPU / that of 100 names',
      figure: ratio(find(workloads, 'udp-hit-100000', ours), find(workloads, 'udp-hit-100', ours)),
      atMost: 1.3,
    },
    { what: 'queries lost', figure: rounds.reduce((sum, round) => sum + round.lost, 0), atMost: 0 },
    { what: '100,000 names: first answer, s', figure: large && medianOf(large.startsMs) / 1000, atMost: 3 },
    { what: '100,000 names: memory, MB', figure: large?.memoryMegabytes, atMost: 250 },
    {
      what: 'verdict to answer while saturated, median, ms',
      figure: controlPlane && medianOf(controlPlane.saturated.verdictToAnswerMs),
      atMost: 10,
    },
    {
      what: 'verdict to answer while quiet, maximum, ms',
      figure: controlPlane && Math.max(...controlPlane.quiet.verdictToAnswerMs),
      atMost: 10,
    },
  ];
}

function find(
  workloads: readonly WorkloadFigures[],
  name: string,
  peer: string,
): WorkloadFigures | undefined {
  return workloads.find((each) => each.workload === name && each.peer === peer);
}

function ratio(
  figures: WorkloadFigures | undefined,
  others: WorkloadFigures | undefined,
): number | undefined {
  return figures === undefined || others === undefined ? undefined : medianCpu(figures) / medianCpu(others);
}
