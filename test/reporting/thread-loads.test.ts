// CPU by thread, from what a kernel would say.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ThreadLoads } from '../../src/reporting/thread-loads.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const main = String(process.pid);

describe('ThreadLoads', () => {
  let directory: string;
  let clock: FakeClock;
  let loads: ThreadLoads;
  beforeEach(() => {
    directory = makeTemporaryDirectory();
    clock = new FakeClock();
    loads = new ThreadLoads(clock, directory);
    run(main, 'healthy-dns', 600);
  });

  function run(task: string, comm: string, busyMs: number): void {
    mkdirSync(join(directory, task), { recursive: true });
    writeFileSync(join(directory, task, 'comm'), `${comm}\n`);
    writeFileSync(join(directory, task, 'schedstat'), `${busyMs * 1e6} 1 2\n`);
  }

  const end = (task: string) => rmSync(join(directory, task), { recursive: true });

  /** A second later. */
  function readCpu(processMs: number): Record<string, number> {
    clock.advance(1000);
    const { threads, otherCpuSeconds } = loads.read(processMs);
    const own = threads.map(({ name, cpuSeconds }) => [name, cpuSeconds] as const);
    return Object.fromEntries([...own, ['other', otherCpuSeconds]]);
  }

  function readShare(name: string): number | undefined {
    clock.advance(1000);
    return loads.read(0).threads.find((thread) => thread.name === name)?.utilization;
  }

  it('tells our own threads apart, and takes those of the runtime together', () => {
    run('11', 'dns-worker-0', 150);
    run('12', 'V8Worker', 50);
    run('13', 'healthy-dns', 60);
    expect(readCpu(900)).to.deep.equal({ main: 0.6, 'dns-worker-0': 0.15, other: 0.15 });
  });

  it('adds up threads that bear one name after each other', () => {
    run('11', 'window', 400);
    readCpu(1000);
    run('11', 'window', 500);
    readCpu(1100);
    end('11');
    expect(readCpu(1100)['window']).to.equal(0.5);
    run('12', 'window', 30);
    expect(readCpu(1130)).to.deep.equal({ main: 0.6, window: 0.53, other: 0 });
  });

  it('never lets a counter go back, whatever is noticed late', () => {
    expect(readCpu(700)['other']).to.be.closeTo(0.1, 1e-9);
    run('11', 'dns-tls', 80);
    expect(readCpu(700)).to.deep.equal({ main: 0.6, 'dns-tls': 0.08, other: 0.1 });
    end('11');
    expect(readCpu(690)).to.deep.equal({ main: 0.6, 'dns-tls': 0.08, other: 0.1 });
  });

  it('gives the share of a second that a thread was busy, from its second reading on', () => {
    run('11', 'dns-tcp', 9000);
    expect(readShare('dns-tcp')).to.equal(0);
    run('11', 'dns-tcp', 9250);
    expect(readShare('dns-tcp')).to.equal(0.25);
    run('11', 'dns-tcp', 19_250);
    expect(readShare('dns-tcp')).to.equal(1);
    end('11');
    expect(readShare('dns-tcp')).to.equal(0);
    expect(readShare('dns-tcp')).to.equal(0);
  });

  it('knows of no thread where there is no /proc', () => {
    expect(new ThreadLoads(clock, '/nonexistent').read(900)).to.deep.equal({
      threads: [],
      otherCpuSeconds: 0.9,
    });
  });
});
