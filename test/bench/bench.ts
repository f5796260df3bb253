// `make bench`: healthy-dns beside its peers. Prints tables and writes the figures as JSON; judges nothing, but says
// which goals are met.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readBenchOptions, usage } from './bench-options.ts';
import { hasTwoCores } from './cores.ts';
import { describeMachine } from './describe-machine.ts';
import type { Figures } from './figures.ts';
import { findPeers } from './find-peers.ts';
import { measureControlPlane } from './measure-control-plane.ts';
import { printFigures } from './print-figures.ts';
import { runWorkloads } from './run-workloads.ts';

async function main(): Promise<number> {
  const options = readBenchOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stderr.write(usage);
    return 64;
  }
  if (!hasTwoCores) {
    process.stdout.write('skipped: the server and the generator need a processor each\n');
    return 0;
  }
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const peers = findPeers(options, tell);
  if (peers === undefined) return 0;
  const measured = await runWorkloads(peers, options, tell);
  const controlPlane = options.hasMore ? await measureControlPlane(options, tell) : undefined;
  const figures: Figures = { machine: describeMachine(peers), ...measured, controlPlane };
  process.stdout.write(printFigures(figures));
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(figures, undefined, 2)}\n`);
  process.stdout.write(`\nwritten to ${options.out}\n`);
  return 0;
}

process.exit(await main());
