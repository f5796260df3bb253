import { resolve } from 'node:path';
import { expect } from 'chai';
import type { RawValue } from '../../../src/config/sources/raw-value.ts';
import { readPaths } from '../../../src/config/sources/read-paths.ts';

describe('readPaths', () => {
  const read = (value: Omit<RawValue, 'source'>) =>
    readPaths(new Map([['tsig-key-file', { source: '--tsig-key-file', ...value }]]), 'tsig-key-file');

  it('has none of a flag that was not given', () => {
    expect(readPaths(new Map(), 'tsig-key-file')).to.deep.equal([]);
  });

  it('takes relative ones from the folder where they are written, in their order', () => {
    expect(read({ texts: ['b.key', '/a.key', '../c.key'], folder: '/etc/dns' })).to.deep.equal([
      '/etc/dns/b.key',
      '/a.key',
      '/etc/c.key',
    ]);
  });

  it('takes those of the command line from the working directory', () => {
    expect(read({ texts: ['a.key'] })).to.deep.equal([resolve('a.key')]);
  });
});
