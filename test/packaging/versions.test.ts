// The version is the same wherever it appears.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { version } from '../../src/base/version.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');

describe('the version', () => {
  it('is the same in package.json', () => {
    expect((JSON.parse(read('package.json')) as { version: string }).version).to.equal(version);
  });

  it('is the same in debian/changelog', () => {
    expect(/^healthy-dns \(([^)]+)\)/.exec(read('debian/changelog'))?.[1]).to.equal(version);
  });

  it('is explained in CHANGELOG.md', () => {
    expect(read('CHANGELOG.md')).to.include(`\n## ${version}\n`);
  });
});
