// Sockets that the service manager opened for us (sd_listen_fds(3)): their file descriptors and names. Refuses to know what
// kind of sockets they are.

import { fail, type Result, succeed } from '../base/result.ts';

export interface InheritedSocket {
  readonly fd: number;
  /** FileDescriptorName= of the socket unit; all sockets of one unit share it. */
  readonly name: string;
}

/** After standard input, output and error. */
const firstFd = 3;
/** A unit with more listening addresses than this is a mistake. */
const socketsMax = 1024;

/** Reads the variables and removes them from the environment: a child must not take the sockets for its own. */
export function takeInheritedSockets(
  environment: NodeJS.ProcessEnv,
  pid: number,
): Result<InheritedSocket[], string> {
  const { LISTEN_FDS: count, LISTEN_PID: forPid, LISTEN_FDNAMES: names } = environment;
  delete environment['LISTEN_FDS'];
  delete environment['LISTEN_PID'];
  delete environment['LISTEN_FDNAMES'];
  delete environment['LISTEN_PIDFDID'];
  if (count === undefined || (forPid !== undefined && Number(forPid) !== pid)) return succeed([]);
  if (!/^\d+$/.test(count) || Number(count) > socketsMax)
    return fail(`LISTEN_FDS is "${count}", not a number from 0 to ${socketsMax}`);
  const labels = names === undefined ? [] : names.split(':');
  return succeed(
    Array.from({ length: Number(count) }, (_, index) => ({
      fd: firstFd + index,
      name: labels[index] ?? 'unknown',
    })),
  );
}
