// The program of the thread for plain TCP.

import { runStreamWorker } from './stream-worker.ts';

await runStreamWorker();
