// The program of the thread for DNS over TLS. It holds the private key, which no other thread that answers does; the main thread
// reads the files.

import { runStreamWorker } from '../tcp/stream-worker.ts';
import { TlsGreeter } from './tls-greeter.ts';

await runStreamWorker((clients, counters) => new TlsGreeter(clients, counters));
