// The file descriptor of one of Node's sockets or servers, for system calls that Node does not offer. Node does not document
// it, so that callers must manage without.

import type { Server, Socket } from 'node:net';

export function readDescriptor(socket: Socket | Server): number | undefined {
  const { _handle: handle } = socket as { readonly _handle?: { readonly fd?: unknown } | null };
  const fd = handle?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}
