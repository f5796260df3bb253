// What browsers get of the status page is in each package: the npm tarball, and the bundle of the Debian package and the image.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { assetNames } from '../../src/window/page/assets.ts';

const repositoryRoot = resolve(import.meta.dirname, '../../..');

interface Manifest {
  readonly imports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(`${repositoryRoot}/package.json`, 'utf8')) as Manifest;
const bundle = readFileSync(`${repositoryRoot}/packaging/bundle.sh`, 'utf8');

describe('files of the status page', () => {
  it('are in the npm tarball, or in a package that it needs', () => {
    const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ files }] = JSON.parse(listed) as [{ readonly files: readonly { readonly path: string }[] }];
    const packed = new Set(files.map(({ path }) => path));
    for (const name of assetNames) {
      const place = fileURLToPath(import.meta.resolve(`#page/${name}`)).slice(repositoryRoot.length + 1);
      const [folder, dependency = ''] = place.split('/');
      if (folder === 'node_modules') expect(manifest.dependencies).to.have.property(dependency);
      else expect(packed, name).to.include(place);
    }
  });

  it('are copied beside the bundle, under the name that the program asks for', () => {
    expect(bundle).to.contain('"#page/*":"./page/*"');
    const copied = [...bundle.matchAll(/^cp (.*) "\$out\/page(?:\/([\w.]+))?"$/gm)];
    const names = copied.flatMap(([, , name]) => name ?? []);
    const folders = copied.flatMap(([, sources = '', name]) =>
      name === undefined ? sources.split(' ') : [],
    );
    for (const asset of assetNames)
      expect(
        names.includes(asset) ||
          folders.some((place) => existsSync(`${repositoryRoot}/${place.replace(/\*(\.js)?$/, '')}${asset}`)),
        asset,
      ).to.equal(true);
  });

  it('that are not ours have their licence in debian/copyright', () => {
    const stanzas = readFileSync(`${repositoryRoot}/packaging/print-copyright.ts`, 'utf8');
    expect(stanzas).to.contain("{ files: 'usr/lib/healthy-dns/page/uplot.*', folder: 'node_modules/uplot' }");
    expect(existsSync(`${repositoryRoot}/node_modules/uplot/LICENSE`)).to.equal(true);
  });

  it('are installed by debian/rules', () => {
    const rules = readFileSync(`${repositoryRoot}/debian/rules`, 'utf8');
    expect(rules).to.contain('$(LIBRARY)/page build/payload/page/*');
  });
});
