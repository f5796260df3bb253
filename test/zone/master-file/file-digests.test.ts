// What was in files, remembered by path.

import { expect } from 'chai';
import { digestOf, FileDigests, isDigest } from '../../../src/zone/master-file/file-digests.ts';

describe('FileDigests', () => {
  function open(...texts: string[]) {
    const digests = new FileDigests({
      realPathOf: (path) => ({ ok: true, value: path }),
      read() {
        const text = texts.shift();
        return text === undefined
          ? { ok: false, problem: { kind: 'failed', code: 'ENOENT' } }
          : { ok: true, value: Buffer.from(text) };
      },
    });
    return { digests, read: (path: string) => digests.read({ path, realPath: `/real${path}` }, 100) };
  }

  it('remembers files by the path by which they were opened', () => {
    const { digests, read } = open('abc');
    expect(read('/zone')).to.deep.equal({ ok: true, value: Buffer.from('abc') });
    // FIPS 180-2, appendix B.1.
    expect([...digests.byPath]).to.deep.equal([
      ['/zone', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ]);
  });

  it('remembers no file that could not be read', () => {
    const { digests, read } = open();
    expect(read('/zone').ok).to.equal(false);
    expect(digests.byPath.size).to.equal(0);
  });

  it('has no digest of a file that changed between two readings, even if it changes back', () => {
    const { digests, read } = open('one', 'two', 'one', 'one');
    for (const _ of [1, 2, 3, 4]) read('/zone');
    expect(isDigest(digests.byPath.get('/zone'))).to.equal(false);
  });

  it('has the same digest for the same octets', () => {
    const { digests, read } = open('one', 'one', 'one');
    for (const path of ['/zone', '/zone', '/other']) read(path);
    expect([...digests.byPath.values()]).to.deep.equal(Array(2).fill(digestOf(Buffer.from('one'))));
  });
});
