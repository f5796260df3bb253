// The measurements, as written to the JSON file.

import type { Percentiles } from './statistics.ts';

export interface Figures {
  readonly machine: Machine;
  readonly workloads: readonly WorkloadFigures[];
  readonly servers: readonly ServerFigures[];
  readonly controlPlane: ControlPlaneFigures | undefined;
}

export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly kernel: string;
  readonly node: string;
  /** Names, in column order. */
  readonly peers: readonly string[];
}

export interface WorkloadFigures {
  readonly workload: string;
  readonly nameCount: number;
  readonly peer: string;
  readonly rounds: readonly Round[];
}

export interface Round {
  /** Of the server process, user and system, per answered query. */
  readonly cpuMicrosecondsPerQuery: number;
  readonly queriesPerSecond: number;
  readonly latencyMicroseconds: number;
  readonly sent: number;
  readonly lost: number;
  readonly codes: Readonly<Record<string, number>>;
}

export interface ServerFigures {
  readonly peer: string;
  readonly nameCount: number;
  readonly isSigned: boolean;
  /** From the start of the process to the first right answer, once per start. */
  readonly startsMs: readonly number[];
  /** After all workloads of this size. */
  readonly memoryMegabytes: number;
  readonly peakMegabytes: number;
  readonly idleCpuMicrosecondsPerSecond: number;
}

/** Only of healthy-dns, while it probes. */
export interface ControlPlaneFigures {
  readonly nameCount: number;
  readonly probesPerSecond: number;
  readonly quiet: ControlPlanePhase;
  /** While the generator keeps all workers busy. */
  readonly saturated: ControlPlanePhase & { readonly load: Round };
}

export interface ControlPlanePhase {
  /** From the verdict to the first reply with other answers, as seen by a client. */
  readonly verdictToAnswerMs: readonly number[];
  readonly probes: number;
  readonly latenessMs: Percentiles;
}
