// The thread for DNS over TLS: one of its own, so that neither handshakes nor encryption are felt over plain TCP.

import type { ThreadRole } from '../worker-threads.ts';

export const tlsRole: ThreadRole = {
  program: new URL('./tls-worker.js', import.meta.url),
  name: 'dns-tls',
};
