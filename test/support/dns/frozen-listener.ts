// A TCP listener that never answers: its thread sleeps, and the few connections that the kernel completes for it are
// taken already. Clients wait, as for a machine that is gone.

import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { until } from '../until.ts';

export interface FrozenListener {
  readonly port: number;
  close(): Promise<void>;
}

/** With a backlog of 1 Linux completes two connections. */
const completedByKernel = 2;

export async function listenFrozen({ host = '127.0.0.1', port = 0 } = {}): Promise<FrozenListener> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:net').createServer();
    server.listen({ ...workerData, backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const worker = new Worker(code, { eval: true, workerData: { host, port } });
  const [bound] = (await once(worker, 'message')) as [number];
  const fillers = Array.from({ length: 8 }, () => connect(bound, host));
  let connected = 0;
  for (const filler of fillers) {
    filler.on('error', () => undefined);
    filler.on('connect', () => connected++);
  }
  async function close(): Promise<void> {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  }
  try {
    await until('the backlog is full', () => connected >= completedByKernel);
  } catch (error) {
    await close();
    throw error;
  }
  return { port: bound, close };
}
