// What `npm ci` and a single `mocha FILE` need of package.json and package-lock.json.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../../..');

interface LockedPackage {
  readonly version: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

function readLock(folder: string): LockFile {
  return JSON.parse(readFileSync(resolve(root, folder, 'package-lock.json'), 'utf8')) as LockFile;
}

describe('package-lock.json', () => {
  for (const folder of ['.', 'packaging/tools', 'packaging/runtime', 'packaging/headers']) {
    it(`in ${folder} lists the optional packages of every system, without which npm ci refuses it`, () => {
      const { packages } = readLock(folder);
      const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter((name) => findLocked(packages, path, name) === undefined),
      );
      expect(missing).to.deep.equal([]);
    });
  }
});

/** Where Node would look: below the package itself, then below each folder that contains it. */
function findLocked(packages: LockFile['packages'], from: string, name: string): LockedPackage | undefined {
  const folders = from.split(/\/?node_modules\//);
  for (let depth = folders.length; depth > 0; depth--) {
    const parent = folders
      .slice(1, depth)
      .map((folder) => `node_modules/${folder}/`)
      .join('');
    const locked = packages[`${parent}node_modules/${name}`];
    if (locked !== undefined) return locked;
  }
  return undefined;
}

describe('npx mocha FILE', () => {
  it('runs that file alone', () => {
    const file = 'dist/test/zone/serial.test.js';
    const output = execFileSync(
      resolve(root, 'node_modules/.bin/mocha'),
      ['--dry-run', '--reporter', 'json', file],
      { cwd: root, encoding: 'utf8' },
    );
    const { tests } = JSON.parse(output) as { readonly tests: readonly { readonly file: string }[] };
    expect([...new Set(tests.map((test) => test.file))]).to.deep.equal([resolve(root, file)]);
  });
});
