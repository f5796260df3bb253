// Debian's package brings the documentation for operators: pages link to each other, and the configuration names them.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';

const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** For developers, and for those who use something else than this package. */
const leftOut = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'PERFORMANCE.md', 'containers.md', 'packaging.md'];

describe('documentation of the Debian package', () => {
  it('is every page for operators', () => {
    const installed = readFileSync(`${repositoryRoot}/debian/healthy-dns.docs`, 'utf8').trim().split('\n');
    const pages = readdirSync(`${repositoryRoot}/docs`).filter((page) => page.endsWith('.md'));
    const wanted = pages.filter((page) => !leftOut.includes(page)).map((page) => `docs/${page}`);
    expect(installed).to.have.members(wanted);
  });
});
