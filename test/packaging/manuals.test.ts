// The manual pages and the completion, made from the tables of commands and flags: nothing of these is missing in them.

import { expect } from 'chai';
import { printOptionsManual, printProgramManual } from '../../packaging/print-manuals.ts';
import { printOperands } from '../../src/bin/commands/command.ts';
import { shownCommands } from '../../src/bin/commands/commands.ts';
import { ExitCode } from '../../src/bin/process/exit-codes.ts';
import { flags } from '../../src/config/sources/flags.ts';

describe('the manual pages', () => {
  const program = printProgramManual();
  const options = printOptionsManual();
  const asRoff = (text: string) => text.replaceAll('-', '\\-').replaceAll("'", '\\(aq');

  /** From its tag in COMMANDS to the next command's. */
  function entryOf(tag: string): string {
    const [, section = ''] = program.split('\n.SH COMMANDS\n');
    const entries = section.split('\n.SH ')[0]?.split(/(?=^\.TP\n\.B healthy-dns)/m) ?? [];
    return entries.find((entry) => entry.startsWith(`.TP\n${tag}\n`)) ?? '';
  }

  for (const command of shownCommands.filter(({ name }) => name !== '')) {
    const words = asRoff(`${command.name}${printOperands(command)}`);
    it(`explain healthy-dns ${words}`, () => {
      expect(program).to.include(`\n.B healthy-dns ${words}\n.RI [ options ]\n`);
      expect(entryOf(`.B healthy-dns ${words}`)).to.include(`\n${asRoff(command.describe)}.`);
    });

    for (const [name, { placeholder, describe: text }] of Object.entries(command.options)) {
      it(`explain --${name} of ${command.name}`, () => {
        const tag =
          placeholder === undefined
            ? `.B ${asRoff(`--${name}`)}`
            : `.BI ${asRoff(`--${name}`)} " ${placeholder}"`;
        expect(entryOf(`.B healthy-dns ${words}`)).to.include(`\n.TP\n${tag}\n${asRoff(text)}`);
      });
    }
  }

  it('say which options of the daemon a command takes', () => {
    expect(entryOf('.B healthy-dns check [file]')).to.include('Takes all options of healthy\\-dns(7).');
    expect(entryOf('.B healthy-dns status [what]')).to.include(
      'Takes \\-\\-runtime\\-directory, \\-\\-config of healthy\\-dns(7).',
    );
    expect(entryOf('.B healthy-dns demo')).not.to.include('Takes');
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

  for (const { words } of shownCommands.flatMap(({ examples }) => examples)) {
    it(`show an example that keeps its lines: ${words.split('\n')[0]}`, () => {
      const lines = `healthy-dns ${words}`.replaceAll('\\', '\\e').replaceAll('…', '...');
      expect(program).to.include(`\n.nf\n${asRoff(lines)}\n.fi\n`);
    });
  }

  it('are plain ASCII, which every roff reads', () => {
    expect(`${program}${options}`).to.match(/^[\n -~]*$/);
  });

  it('have no line that roff would mistake for a request', () => {
    const requests = /^\.(TH|SH|SS|TP|PP|nf|fi|B|I|BI|BR|RI|RS|RE|br|nh|ad)\b/;
    const stray = `${program}\n${options}`
      .split('\n')
      .filter((line) => /^[.']/.test(line) && !requests.test(line));
    expect(stray).to.deep.equal([]);
  });

  it('neither hyphenate nor justify, so that examples can be copied', () => {
    for (const page of [program, options])
      expect(page.split('\n').slice(1, 3)).to.deep.equal(['.nh', '.ad l']);
  });
});
