import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { duplicateDescriptor, keepFromChildren } from '../../src/linux/duplicate-descriptor.ts';
import { readSocketKind } from '../../src/linux/socket-kind.ts';
import { openBoundSockets } from '../support/daemon/bound-sockets.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';

const closeOnExec = 0o2000000;
const flagsOf = (fd: number) =>
  Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);

describe('duplicateDescriptor', () => {
  it('opens the same socket again, which outlives the first and is kept from children', async () => {
    const libc = await requireLibc();
    const sockets = await openBoundSockets(['tcp4']);
    const [fd = -1] = sockets.fds;
    const second = duplicateDescriptor(libc, fd) ?? -1;
    expect(second).to.be.above(2).and.not.equal(fd);
    sockets.close();
    expect(readSocketKind(libc, second)).to.deep.equal({ kind: 'tcp', family: 4 });
    expect(flagsOf(second) & closeOnExec).to.equal(closeOnExec);
    libc.close(second);
  });

  it('finds nothing behind a descriptor that is not open', async () => {
    expect(duplicateDescriptor(await requireLibc(), 4000)).to.equal(undefined);
  });
});

describe('keepFromChildren', () => {
  it('marks a descriptor as ours alone', async () => {
    const libc = await requireLibc();
    const fd = libc.socket(2, 1, 0);
    expect(flagsOf(fd) & closeOnExec).to.equal(0);
    keepFromChildren(libc, fd);
    expect(flagsOf(fd) & closeOnExec).to.equal(closeOnExec);
    libc.close(fd);
  });
});
