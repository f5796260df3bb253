// /etc/default/healthy-dns is made from the table of flags; systemd and a shell must read it the same way.

import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { printDefaultFile } from '../../packaging/print-default-file.ts';
import { flags, variableOf } from '../../src/config/flags.ts';
import { readConfig } from '../../src/config/read-config.ts';

const lines = printDefaultFile().split('\n');
const examples = lines.filter((line) => /^#HEALTHY_DNS_/.test(line)).map((line) => line.slice(1));

describe('/etc/default/healthy-dns', () => {
  it('sets nothing as shipped', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).to.deep.equal([]);
  });

  for (const { name } of flags) {
    it(`shows ${variableOf(name)} once`, () => {
      expect(examples.filter((line) => line.startsWith(`${variableOf(name)}=`))).to.have.length(1);
    });
  }

  it('has lines that a terminal shows whole', () => {
    expect(lines.filter((line) => line.length > 120)).to.deep.equal([]);
  });

  it('is a valid configuration once the examples of required flags are taken', () => {
    const required = flags
      .filter(({ isRequired }) => isRequired === true)
      .map(({ name }) => variableOf(name));
    const taken = examples.filter((line) => required.some((variable) => line.startsWith(`${variable}=`)));
    const environment = readByShell(taken);
    const config = readConfig({}, environment);
    expect(config.ok ? [] : config.problem).to.deep.equal([]);
    expect(Object.keys(environment).filter((key) => key.startsWith('HEALTHY_DNS_'))).to.have.members(
      required,
    );
  });
});

function readByShell(assignments: readonly string[]): Record<string, string> {
  const script = `set -a\n${assignments.join('\n')}\nenv -0`;
  const printed = execFileSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return Object.fromEntries(
    printed
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}
