// The manual pages are made from the program's own help, and have every command, option and exit code.

import { expect } from 'chai';
import { printCompletion } from '../../packaging/print-completion.ts';
import { printOptionsManual, printProgramManual } from '../../packaging/print-manuals.ts';
import { readCommands } from '../../packaging/read-commands.ts';
import { ExitCode } from '../../src/bin/process/exit-codes.ts';
import { flags } from '../../src/config/flags.ts';

describe('the manual pages', () => {
  const commands = readCommands();
  const program = printProgramManual(commands);
  const options = printOptionsManual();

  it('are made from the commands in the help', () => {
    expect(commands.map(({ name }) => name)).to.include.members(['', 'check', 'demo']);
    expect(commands.filter(({ describe: text }) => text === '')).to.deep.equal([]);
  });

  it('list the options of a command', () => {
    const check = commands.find(({ name }) => name === 'check');
    expect(check?.options.map(({ name }) => name)).to.deep.equal(['zone']);
  });

  it('show the arguments of a command', () => {
    const operandsOf = (wanted: string) => commands.find(({ name }) => name === wanted)?.operands;
    expect(['check', 'discover', 'watch'].map(operandsOf)).to.deep.equal(['', ' <name>', ' <name>']);
    expect(program).to.include('\n.B healthy-dns discover <name>\n');
  });

  for (const { name } of flags) {
    it(`explain --${name}`, () => {
      expect(options).to.include(`.BI ${`--${name}`.replaceAll('-', '\\-')} `);
    });
  }

  for (const code of Object.values(ExitCode)) {
    it(`explain exit code ${code}`, () => {
      expect(program).to.include(`\n.B ${code}\n`);
    });
  }

  it('have no line that roff would misread as a request', () => {
    const requests = /^\.(TH|SH|SS|TP|PP|B|BI|BR|RI|RS|RE|br|nh|ad)\b/;
    const stray = `${program}\n${options}`
      .split('\n')
      .filter((line) => /^[.']/.test(line) && !requests.test(line));
    expect(stray).to.deep.equal([]);
  });

  it('neither hyphenate nor justify, so that examples can be copied', () => {
    for (const page of [program, options])
      expect(page.split('\n').slice(1, 3)).to.deep.equal(['.nh', '.ad l']);
  });

  it('list the same commands as the completion', () => {
    const completion = printCompletion(commands);
    for (const { name } of commands) expect(completion).to.include(name);
  });
});
