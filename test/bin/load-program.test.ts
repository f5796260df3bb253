// What is loaded before the program of a command: `healthy-dns status` and `--help` must not wait for a daemon's parts.

import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../../..');

/** Everything that loading a file loads; what it imports on demand is not. */
function loadedBy(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(?!type\s)(?:[^'";]*?\sfrom\s)?'([^']+)'/gm);
  for (const [, specifier = ''] of statements) {
    if (specifier.startsWith('.')) loadedBy(relative(root, resolve(root, dirname(file), specifier)), found);
    else if (!specifier.startsWith('node:')) found.add(specifier);
  }
  return found;
}

const packagesOf = (file: string) => [...loadedBy(file)].filter((each) => !each.startsWith('src/'));
const foldersOf = (file: string) =>
  new Set([...loadedBy(file)].flatMap((each) => /^src\/(\w+)\//.exec(each)?.[1] ?? []));

describe('loading', () => {
  it('opens one file more than the first before somebody can say that there are too few', () => {
    expect([...loadedBy('src/bin/entry.ts')]).to.deep.equal([
      'src/bin/entry.ts',
      'src/bin/process/exit-codes.ts',
    ]);
  });

  it('takes no parser where there is no word to parse', () => {
    expect(packagesOf('src/bin/load-program.ts')).to.deep.equal([]);
  });

  it('takes nothing but the parser, the tables and their words to choose a command', () => {
    expect(packagesOf('src/bin/parse-words.ts')).to.deep.equal(['yargs']);
    expect([...foldersOf('src/bin/parse-words.ts')]).to.have.members([
      'base',
      'bin',
      'config',
      'tsig',
      'wire',
    ]);
    expect(loadedBy('src/bin/parse-words.ts').size).to.be.at.most(45);
  });

  for (const name of [
    'status',
    'explain',
    'history',
    'names',
    'events',
    'follow-events',
    'watch-report',
    'complete-words',
    '../top/top',
    'drain',
    'force',
    'end-override',
    'reload',
    'wait-for-drain',
  ]) {
    it(`takes no package and no part of a daemon to ask one: ${name}`, () => {
      const file = `src/bin/asking/${name}.ts`;
      expect(packagesOf(file)).to.deep.equal([]);
      const heavy = ['daemon', 'publishing', 'signing'];
      expect(heavy.filter((folder) => foldersOf(file).has(folder))).to.deep.equal([]);
    });
  }

  it('would notice what a file loads', () => {
    expect(packagesOf('src/bin/starting/serve.ts')).to.include.members(['pino']);
    expect([...foldersOf('src/bin/starting/serve.ts')]).to.include.members(['daemon', 'serving', 'signing']);
  });
});
