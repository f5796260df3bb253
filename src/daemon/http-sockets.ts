// The HTTP sockets that the service manager handed over. They stay open here, so that each new window thread can have duplicates: a
// thread that ends closes its own.

import type { Logger } from '../base/logger.ts';
import type { Result } from '../base/result.ts';
import { duplicateDescriptor, keepFromChildren } from '../linux/duplicate-descriptor.ts';
import type { Libc } from '../linux/libc.ts';
import { readSocketKind } from '../linux/socket-kind.ts';
import type { InheritedSocket } from '../systemd/inherited-sockets.ts';

/** FileDescriptorName= of HTTP sockets, or the name of their unit, which is systemd's default. */
const httpSocketNames: readonly string[] = ['http', 'healthy-dns-http.socket'];

export interface SortedSockets {
  readonly forDns: readonly InheritedSocket[];
  readonly forHttp: readonly InheritedSocket[];
}

export function sortInherited(inherited: readonly InheritedSocket[]): SortedSockets {
  const isForHttp = ({ name }: InheritedSocket) => httpSocketNames.includes(name);
  return { forDns: inherited.filter((socket) => !isForHttp(socket)), forHttp: inherited.filter(isForHttp) };
}

export class HttpSockets {
  readonly #libc: Result<Libc, string>;
  readonly #fds: readonly number[];

  /** An unusable one is logged and left alone: DNS needs none of them. */
  constructor(inherited: readonly InheritedSocket[], libc: Result<Libc, string>, logger: Logger) {
    this.#libc = libc;
    this.#fds = inherited.flatMap(({ fd, name }) => {
      const problem = findProblem(fd, libc);
      if (problem === undefined) return fd;
      logger.error(
        { event: 'http-unavailable', endpoint: `the inherited socket "${name}"`, reason: problem },
        `the socket for HTTP that was inherited as ${fd} ("${name}") cannot be used: ${problem}`,
      );
      return [];
    });
    if (libc.ok) for (const fd of this.#fds) keepFromChildren(libc.value, fd);
  }

  get count(): number {
    return this.#fds.length;
  }

  /** For a thread to own. */
  duplicate(): readonly number[] {
    const libc = this.#libc;
    return libc.ok ? this.#fds.flatMap((fd) => duplicateDescriptor(libc.value, fd) ?? []) : [];
  }

  /** Closes duplicates that no thread adopted before it ended. */
  close(duplicates: readonly number[]): void {
    if (this.#libc.ok) for (const fd of duplicates) this.#libc.value.close(fd);
  }
}

function findProblem(fd: number, libc: Result<Libc, string>): string | undefined {
  if (!libc.ok) return libc.problem;
  const kind = readSocketKind(libc.value, fd);
  if (kind.kind === 'unusable') return kind.reason;
  return kind.kind === 'udp' ? 'HTTP needs ListenStream=, not ListenDatagram=' : undefined;
}
