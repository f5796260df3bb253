// A thread that writes numbered records of changing lengths into a ring, as fast as there is room.

import { workerData } from 'node:worker_threads';
import { claimRing } from '../../../src/serving/query-log/ring-memory.ts';
import { RingWriter } from '../../../src/serving/query-log/ring-writer.ts';

const { memory, total } = workerData as { readonly memory: SharedArrayBuffer; readonly total: number };
const ring = claimRing(memory);
if (ring === undefined) throw new Error('there is no ring');
const writer = new RingWriter(ring);
for (let number = 0; number < total; ) {
  const octets = 1 + ((number * 37) % 700);
  const at = writer.begin(12 + octets);
  if (at < 0) continue;
  writer.view.setUint32(at + 4, octets, true);
  writer.view.setUint32(at + 8, number, true);
  number++;
  writer.octets[at + 12 + octets - 1] = number & 0xff;
  writer.end();
}
