// That every shell script can be read by its shell: most run only while packages are built or on other machines.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../../..');

function shellOf(file: string): string | undefined {
  return /^#!\/(?:usr\/bin\/env |bin\/)(ba)?sh\b/
    .exec(readFileSync(resolve(root, file), 'utf8'))?.[0]
    ?.match(/\w+$/)?.[0];
}

describe('the script', () => {
  const tracked = execFileSync('git', ['ls-files', 'packaging', 'debian', '.ci', 'systemd'], {
    cwd: root,
    encoding: 'utf8',
  });
  const scripts = tracked
    .split('\n')
    .filter((file) => file !== '')
    .flatMap((file) => {
      const shell = shellOf(file);
      return shell === undefined ? [] : [{ file, shell }];
    });

  it('that builds the bundle is among those that are looked at', () => {
    expect(scripts).to.deep.include({ file: 'packaging/bundle.sh', shell: 'sh' });
  });

  for (const { file, shell } of scripts) {
    it(`${file} has no syntax that ${shell} does not know`, () => {
      const { status, stderr } = spawnSync(shell, ['-n', resolve(root, file)], { encoding: 'utf8' });
      expect([status, stderr]).to.deep.equal([0, '']);
    });
  }
});
