// What the table of commands shows to be wrong with what was typed.

import { expect } from 'chai';
import type { Words } from '../../src/bin/commands/command.ts';
import { commands } from '../../src/bin/commands/commands.ts';
import { findMistake } from '../../src/bin/find-mistake.ts';

function mistakeIn(name: string, words: Words, extra: readonly string[] = []): unknown {
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return findMistake(command, words, extra);
}

describe('findMistake', () => {
  const fine: readonly (readonly [string, Words])[] = [
    ['', { port: '53', 'hosted-zone': 'example.test' }],
    // What is wrong with the daemon's flags src/config reports, together with everything else.
    ['', { prot: '53' }],
    ['check', { zone: 'example.test', port: ['53', '54'] }],
    ['status', { json: true, port: '53' }],
    ['drain', { what: '192.0.2.1', for: ['1h', '2h'] }],
    ['watch', { name: 'web.test', server: ['192.0.2.1', '192.0.2.2'] }],
    ['demo', { port: '0' }],
  ];
  for (const [name, words] of fine) {
    it(`finds nothing in ${name || 'healthy-dns'} ${JSON.stringify(words)}`, () => {
      expect(mistakeIn(name, words)).to.equal(undefined);
    });
  }

  const wrong: readonly (readonly [string, Words, readonly string[], string, 64 | 78])[] = [
    ['', {}, ['chek'], 'unknown command "chek"; did you mean "check"?', 64],
    ['', {}, ['xyzzy'], 'unknown command "xyzzy"', 64],
    ['check', {}, ['www', 'ns1'], 'check does not take "www"', 64],
    ['check', { zone: ['a.test', 'b.test'] }, [], '--zone: was given 2 times; give it once', 78],
    ['status', { jsno: true }, [], '--jsno: there is no such flag; did you mean "--json"?', 78],
    ['discover', { name: 'a.test', port: '53' }, [], '--port: discover has no such flag', 64],
    ['discover', { name: 'a.test', x: true }, [], '-x: discover has no such flag', 64],
    ['demo', { prot: '53' }, [], '--prot: demo has no such flag; did you mean "--port"?', 64],
  ];
  for (const [name, words, extra, problem, exitCode] of wrong) {
    it(`says: ${problem}`, () => {
      const help = `See healthy-dns ${name === '' ? '' : `${name} `}--help`;
      const lines = exitCode === 64 ? [`error: ${problem}`, help] : [`error: ${problem}`];
      expect(mistakeIn(name, words, extra)).to.deep.equal({ lines, exitCode });
    });
  }
});
