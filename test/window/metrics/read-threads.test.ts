// CPU by thread, from what a kernel would say.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readThreads } from '../../../src/window/metrics/read-threads.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

function makeTasks(threads: readonly (readonly [id: number, comm: string, schedstat?: string])[]): string {
  const directory = makeTemporaryDirectory();
  for (const [id, comm, schedstat] of threads) {
    mkdirSync(join(directory, String(id)));
    writeFileSync(join(directory, String(id), 'comm'), `${comm}\n`);
    if (schedstat !== undefined) writeFileSync(join(directory, String(id), 'schedstat'), schedstat);
  }
  return directory;
}

describe('readThreads', () => {
  it('tells threads apart by name, and adds up those of the same', () => {
    const directory = makeTasks([
      [10, 'healthy-dns', '600000000 1 2\n'],
      [11, 'dns-worker-0', '150000000 1 2\n'],
      [12, 'V8Worker', '50000000 1 2\n'],
      [13, 'V8Worker', '60000000 1 2\n'],
    ]);
    expect([...readThreads(directory, 10)]).to.deep.equal([
      ['main', 0.6],
      ['dns-worker-0', 0.15],
      ['V8Worker', 0.11],
    ]);
  });

  it('puts threads without a name of their own together', () => {
    const directory = makeTasks([
      [10, 'healthy-dns', '600000000 1 2\n'],
      [11, 'node', '100000000 1 2\n'],
      [12, 'healthy-dns', '200000000 1 2\n'],
    ]);
    expect(readThreads(directory, 10).get('other')).to.be.closeTo(0.3, 1e-9);
  });

  it('leaves out a thread that has just ended', () => {
    const directory = makeTasks([
      [10, 'healthy-dns', '600000000 1 2\n'],
      [11, 'dns-worker-0'],
    ]);
    expect([...readThreads(directory, 10).keys()]).to.deep.equal(['main']);
  });

  it('knows nothing where there is no /proc', () => {
    expect(readThreads('/nonexistent', 1).size).to.equal(0);
  });

  it('finds the main thread of this process', () => {
    if (process.platform === 'linux') expect(readThreads().get('main')).to.be.above(0);
  });
});
