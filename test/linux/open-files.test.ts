// What the kernel says of our own open files, compared with what we do.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { readOpenFiles } from '../../src/linux/open-files.ts';

const script = (act: string) => `
  import { openSync } from 'node:fs';
  import { readOpenFiles } from '${pathToFileURL(new URL('../../src/linux/open-files.js', import.meta.url).pathname)}';
  ${act}
  process.stdout.write(JSON.stringify(readOpenFiles() ?? 'unknown'));`;

function readWith(limits: string, act = ''): unknown {
  const words = [`--nofile=${limits}`, process.execPath, '--input-type=module', '-e', script(act)];
  const { stdout, stderr } = spawnSync('prlimit', words, { encoding: 'utf8' });
  return stdout === '' ? stderr : JSON.parse(stdout);
}

describe('readOpenFiles', () => {
  if (process.platform !== 'linux') return;

  it('counts what is open, except for its own reading', () => {
    const before = readOpenFiles();
    const fds = [openSync('/dev/null', 'r'), openSync('/dev/null', 'r')];
    const during = readOpenFiles();
    for (const fd of fds) closeSync(fd);
    expect(during?.open).to.equal((before?.open ?? 0) + 2);
    expect(readOpenFiles()).to.deep.equal(before);
  });

  it('reports the hard limit, to which Node has raised the soft one', () => {
    expect(readWith('100:200')).to.include({ limit: 200 });
  });

  it('is undefined when there is no descriptor left to read with', () => {
    expect(readWith('64:64', "try { for (;;) openSync('/dev/null', 'r'); } catch {}")).to.equal('unknown');
  });
});
