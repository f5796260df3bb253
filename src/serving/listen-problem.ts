// Why a socket cannot be had, and what an operator can do about it.

import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';

export interface ListenProblem {
  readonly protocol: 'udp' | 'tcp' | 'tls';
  readonly endpoint: Endpoint;
  /** The operating system's code, such as EADDRINUSE. */
  readonly code: string;
}

export function printListenProblem({ protocol, endpoint, code }: ListenProblem): string {
  const where = `cannot listen on ${protocol} ${printEndpoint(endpoint)}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where}: another program has it; find it with "ss -lnp sport = :${endpoint.port}", or choose another ${protocol === 'tls' ? '--tls-port' : '--port'} or --listen`;
    case 'EACCES':
      return `${where}: ports below 1024 need CAP_NET_BIND_SERVICE`;
    case 'EADDRNOTAVAIL':
      return `${where}: this machine does not have that address`;
    case 'EAFNOSUPPORT':
      return `${where}: this machine does not speak IPv${endpoint.address.family}`;
    case 'EMFILE':
      return `${where}: this process may open no more files; raise LimitNOFILE= of the service, or "ulimit -n" by hand`;
    case 'ENFILE':
      return `${where}: this machine has no file descriptor left (fs.file-max)`;
    default:
      return `${where}: ${code}`;
  }
}
