// The main thread's side of the UDP workers: starts them once, hands them new images and other sockets, ends them.

import { fail, type Result, succeed } from '../../base/result.ts';
import type { CounterTable } from '../counters.ts';
import type { ServingPolicy } from '../policy.ts';
import { imageNewsOf } from '../rules/answering-start.ts';
import { startUdpWorker, type UdpWorker, type UdpWorkerSurroundings } from './start-udp-worker.ts';
import type { AnsweringThread } from './udp-engine.ts';
import type { ServedSocket } from './udp-worker-protocol.ts';

export interface UdpWorkers {
  readonly threads: readonly AnsweringThread[];
  /** The sockets that each worker answers on; resolves once no worker reads any other. */
  serve(sockets: readonly (readonly ServedSocket[])[]): Promise<void>;
  /** Resolves once every worker has sent the replies it was writing and serves the current image. */
  movedOn(): Promise<void>;
  apply(policy: ServingPolicy): void;
  close(): Promise<void>;
}

export interface UdpWorkerPlan extends UdpWorkerSurroundings {
  readonly workerCount: number;
  readonly counters: CounterTable;
}

/** All or none; the problem is a sentence. */
export async function startUdpWorkers(plan: UdpWorkerPlan): Promise<Result<UdpWorkers, string>> {
  const { snapshot, counters, workerCount } = plan;
  const results = await Promise.all(
    Array.from({ length: workerCount }, (_, index) => startUdpWorker(index, plan, counters.addRow())),
  );
  const workers = results.flatMap((result) => (result.ok ? [result.value] : []));
  const [problem] = results.flatMap((result) => (result.ok ? [] : [result.problem]));
  if (problem !== undefined) {
    await closeAll(workers, counters);
    return fail(problem);
  }
  const stopHandingOn = snapshot.onReplaced((image) => {
    for (const worker of workers) worker.give(imageNewsOf(image));
  });
  return succeed({
    threads: workers.map(({ thread }) => thread),
    async serve(sockets) {
      await Promise.all(workers.map((worker, index) => worker.serve(sockets[index] ?? [])));
    },
    async movedOn() {
      await Promise.all(workers.map((worker) => worker.movedOn()));
    },
    apply(policy) {
      for (const worker of workers) worker.give({ kind: 'policy', policy });
    },
    async close() {
      stopHandingOn();
      await closeAll(workers, counters);
    },
  });
}

async function closeAll(workers: readonly UdpWorker[], counters: CounterTable): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close()));
  for (const { counters: row } of workers) counters.endRow(row);
}
