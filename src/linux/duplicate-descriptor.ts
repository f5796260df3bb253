// A second descriptor for what another one is open for, such as a socket that a thread is to have for itself. Neither it nor
// the first is passed on to programs that we start.

import { DescriptorCommand } from './constants.ts';
import type { Libc } from './libc.ts';

/** Nothing when there is none left, or the first is not open. */
export function duplicateDescriptor(libc: Libc, fd: number): number | undefined {
  const duplicate = libc.fcntl(fd, DescriptorCommand.duplicateCloseOnExec, 0);
  return duplicate < 0 ? undefined : duplicate;
}

export function keepFromChildren(libc: Libc, fd: number): void {
  libc.fcntl(fd, DescriptorCommand.setFlags, DescriptorCommand.closeOnExec);
}
