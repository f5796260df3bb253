// The TCP sockets of one local port as the kernel lists them (proc(5), /proc/net/tcp).

import { readFileSync } from 'node:fs';

export interface KernelSocket {
  /** Sent or to be sent, but not acknowledged. */
  readonly unsentOctets: number;
  /** The program has closed it; the kernel keeps it. */
  readonly isOrphan: boolean;
}

const listening = '0A';
const timeWait = '06';
const newSynReceived = '0C';

export function listKernelSockets(localPort: number): KernelSocket[] {
  const port = localPort.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local = '', , state = '']) =>
        local.endsWith(`:${port}`) && ![listening, timeWait, newSynReceived].includes(state),
    )
    .map(([, , , , queues = '', , , , , inode]) => ({
      unsentOctets: Number.parseInt(queues.split(':')[0] ?? '', 16),
      isOrphan: inode === '0',
    }));
}
