// What the completion offers, run by bash itself.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printCompletion } from '../../packaging/print-completion.ts';
import { shownCommands } from '../../src/bin/commands/commands.ts';
import { flags } from '../../src/config/sources/flags.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('the completion', () => {
  const directory = makeTemporaryDirectory();
  const script = join(directory, 'completion');
  const flagNames = flags.map(({ name }) => `--${name}`);

  before(() => {
    writeFileSync(script, printCompletion());
    writeFileSync(join(directory, 'names.json'), '{}');
  });

  /** The last word is the one being typed. */
  function complete(...words: readonly string[]): readonly string[] {
    const ask = `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _healthy_dns; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync('bash', ['-c', ask, 'bash', script, 'healthy-dns', ...words], {
      cwd: directory,
      encoding: 'utf8',
    });
    return output.split('\n').filter((line) => line !== '');
  }

  it('offers the commands first', () => {
    const names = shownCommands.map(({ name }) => name).filter((name) => name !== '');
    expect(complete('')).to.deep.equal(names);
    expect(complete('dr')).to.deep.equal(['drain']);
  });

  it('offers the flags of the daemon where there is no command', () => {
    expect(complete('--')).to.have.members([...flagNames, '--help', '--version']);
  });

  for (const { name, options, flags: taken } of shownCommands) {
    it(`offers the flags that ${name || 'the daemon'} takes, and no others`, () => {
      const own = [...Object.keys(options), ...taken.map((flag) => flag.name), 'help', 'version'];
      expect(complete(...[name, '--'].filter((word) => word !== ''))).to.have.members(
        own.map((each) => `--${each}`),
      );
    });
  }

  const values: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['--log-level', 'd'], ['debug']],
    [
      ['--log-format', ''],
      ['auto', 'text', 'json'],
    ],
    [
      ['--when-all-down', ''],
      ['empty', 'all', 'last'],
    ],
    [
      ['--udp-engine', ''],
      ['auto', 'batch', 'dgram'],
    ],
    [
      ['check', '--priv-key-alg', 'ED'],
      ['ED25519', 'ED448'],
    ],
    [
      ['keygen', '--algorithm', 'ED'],
      ['ED25519', 'ED448'],
    ],
    [['keygen', '--out', 'na'], ['names.json']],
    [['--zone-resolutions', '@na'], ['@names.json']],
    [['--zone-resolutions', 'na'], []],
    [['--priv-key-path', 'na'], ['names.json']],
    [['force', 'u'], ['up']],
    [['drain', '--for', ''], []],
    [['--port', ''], []],
  ];
  for (const [words, expected] of values) {
    it(`offers ${expected.join(', ') || 'nothing'} behind ${words.join(' ')}`, () => {
      expect(complete(...words)).to.deep.equal(expected);
    });
  }
});
