// debian/healthy-dns.default, which becomes /etc/default/healthy-dns: every example in it works when it is uncommented.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { flags, variableOf } from '../../src/config/flags.ts';
import { readByShell } from '../support/daemon/read-by-shell.ts';
import { runCli } from '../support/daemon/run-cli.ts';

const root = resolve(import.meta.dirname, '../../..');
const lines = readFileSync(resolve(root, 'debian/healthy-dns.default'), 'utf8').split('\n');
const examples = lines.filter((line) => /^#\S/.test(line)).map((line) => line.slice(1));
const required = flags.filter(({ isRequired }) => isRequired === true).map(({ name }) => variableOf(name));
const variableIn = (line: string) => line.slice(0, line.indexOf('='));
const isRequired = (line: string) => required.includes(variableIn(line));

function check(assignments: readonly string[]) {
  return runCli(['check'], readByShell(assignments));
}

describe('/etc/default/healthy-dns', () => {
  it('sets nothing as shipped', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).to.deep.equal([]);
  });

  it('shows everything that a zone needs, once', () => {
    expect(examples.filter(isRequired).map(variableIn)).to.have.members(required);
  });

  it('works with all examples uncommented', () => {
    const { code, stdout, stderr } = check(examples);
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^\$ORIGIN example\.com\.\n/);
  });

  for (const line of examples) {
    it(`works with ${variableIn(line)} alone, as far as a zone can`, () => {
      const others = examples.filter((other) => isRequired(other) && other !== line);
      expect(check([line, ...others])).to.include({ code: 0, stderr: '' });
      // Without the others only they are missed.
      const missed = required.filter((name) => name !== variableIn(line)).length;
      const findings = check([line]).stderr.trimEnd().split('\n');
      expect(findings.filter((finding) => finding.includes(': is required'))).to.have.length(missed);
      expect(findings).to.have.length(missed);
    });
  }

  it('leaves all other variables to the manual, so that no release has to change it', () => {
    const mentioned = lines.join('\n').match(/HEALTHY_DNS_\w+/g) ?? [];
    expect([...new Set(mentioned)]).to.have.members(required);
  });

  it('has lines that a terminal shows whole', () => {
    expect(lines.filter((line) => line.length > 120)).to.deep.equal([]);
  });

  it('is no conffile that the build makes anew', () => {
    expect(readFileSync(resolve(root, 'debian/rules'), 'utf8')).to.not.include('healthy-dns.default');
  });
});
