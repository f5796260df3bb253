// Whether a thread that beats is alive. Refuses to know what it does between two beats.

import { sentReplies } from '../../serving/counters.ts';
import type { BeatingThread } from '../../serving/tcp/stream-thread.ts';
import { StreamWord } from '../../serving/tcp/stream-thread-protocol.ts';

/** What another thread needs to feel it. */
export type Pulse = Pick<BeatingThread, 'name' | 'control' | 'counters'>;

/** Each call tells whether it has beaten, or answered somebody, since the last one; or has nothing to serve yet. */
export function createPulse({ control, counters }: Pulse): () => boolean {
  const words = new Int32Array(control);
  const row = new Float64Array(counters);
  let before = { beats: Atomics.load(words, StreamWord.beats), replies: sentReplies(row) };
  return () => {
    if (Atomics.load(words, StreamWord.isServing) === 0) return true;
    const now = { beats: Atomics.load(words, StreamWord.beats), replies: sentReplies(row) };
    const isAlive = now.beats !== before.beats || now.replies !== before.replies;
    before = now;
    return isAlive;
  };
}
