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

  it('puts the contents in the place of the path, and the file where the value came from', () => {
    const path = fileOf('["ns.elsewhere.test"]');
    const { values, findings } = resolve({ ns: `@${path}` });
    expect(values.get('ns')).to.deep.equal({ texts: ['["ns.elsewhere.test"]'], source: path, folder });
    expect(findings).to.deep.equal([]);
  });

  it('leaves the values of other flags as they are', () => {
    expect(resolve({ 'hosted-zone': '@file' }).values.get('hosted-zone')?.texts).to.deep.equal(['@file']);
  });

  it('leaves a value without text when its file cannot be read, so that the flag is not missing', () => {
    const { values, findings } = resolve({ ns: `@${folder}/none` });
    expect(values.get('ns')?.texts).to.deep.equal([]);
    expect(findings).to.deep.equal([`error: ns: cannot read "${folder}/none": there is no such file`]);
  });

  for (const [encoding, bytes] of [
    ['not UTF-8', Uint8Array.of(0x5b, 0xff, 0x5d)],
    ['UTF-16', Buffer.from('\ufeff[]', 'utf16le')],
  ] as const) {
    it(`refuses a file that is ${encoding}`, () => {
      const path = fileOf(bytes);
      expect(resolve({ ns: `@${path}` }).findings).to.deep.equal([
        `error: ns: "${path}" is ${encoding}; save it as UTF-8`,
      ]);
    });
  }
});
