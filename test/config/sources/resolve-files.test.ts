// Values and the files that they name.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Findings, printFinding } from '../../../src/config/findings/finding.ts';
import { gatherValues } from '../../../src/config/sources/gather-values.ts';
import { resolveFiles } from '../../../src/config/sources/resolve-files.ts';

describe('resolveFiles', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hd-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function resolve(commandLine: Record<string, string>) {
    const findings = new Findings();
    const values = resolveFiles(gatherValues(commandLine, {}, findings), findings);
    return { values, findings: findings.all.map(printFinding) };
  }

  function fileOf(bytes: string | Uint8Array): string {
    const path = join(folder, 'file');
    writeFileSync(path, bytes);
    return path;
  }

  it('puts the contents in the place of the path, and keeps where the value came from', () => {
    const { values, findings } = resolve({ ns: `@${fileOf('["ns.elsewhere.test"]')}` });
    expect(values.get('ns')).to.deep.equal({ texts: ['["ns.elsewhere.test"]'], source: '--ns' });
    expect(findings).to.deep.equal([]);
  });

  it('drops a byte order mark', () => {
    const { values } = resolve({ ns: `@${fileOf('\ufeff[]')}` });
    expect(values.get('ns')?.texts).to.deep.equal(['[]']);
  });

  it('leaves the values of other flags as they are', () => {
    expect(resolve({ 'hosted-zone': '@file' }).values.get('hosted-zone')?.texts).to.deep.equal(['@file']);
  });

  it('leaves a value without text when its file cannot be read, so that the flag is not missing', () => {
    const { values, findings } = resolve({ ns: `@${folder}/none` });
    expect(values.get('ns')?.texts).to.deep.equal([]);
    expect(findings).to.deep.equal([`error: ns: cannot read "${folder}/none": there is no such file`]);
  });

  it('refuses a file that is not UTF-8', () => {
    const path = fileOf(Uint8Array.of(0xff, 0xfe));
    expect(resolve({ ns: `@${path}` }).findings).to.deep.equal([
      `error: ns: "${path}" is not UTF-8; save it as UTF-8`,
    ]);
  });
});
