// The file of verdicts: what is written reads back, what is damaged is not believed.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  type Memory,
  memoryPath,
  readMemory,
  writeMemory,
  writeMemorySync,
} from '../../src/daemon/memory.ts';
import { nameOf, ownerOf } from '../support/dns/make-zone.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const memory: Memory = {
  savedAtSeconds: 1_700_000_000,
  serials: new Map([
    [nameOf('example.test'), 4_294_967_295],
    [nameOf('other.test'), 1],
  ]),
  verdicts: new Map([
    ['tcp 192.0.2.1:80', { verdict: 'up', sinceSeconds: 1_699_999_000 }],
    ['tcp [2001:db8::1]:80', { verdict: 'down', sinceSeconds: 0 }],
    ['tcp 192.0.2.2:80', { verdict: 'up', sinceSeconds: 3, heldSinceSeconds: 2 }],
  ]),
  lastHealthy: new Map([
    [nameOf('www.example.test'), [{ family: 4, text: '192.0.2.1' }]],
    [nameOf('example.test'), [{ family: 6, text: '2001:db8::1' }]],
  ]),
  hosts: new Map([
    ['app', { addresses: [{ family: 4, text: '192.0.2.7' }], sinceSeconds: 12 }],
    ['gone.example.net', { addresses: [], sinceSeconds: 0 }],
  ]),
};
const good = {
  format: 1,
  savedAtSeconds: 5,
  serials: { 'example.test.': 7 },
  verdicts: { a: { verdict: 'up', sinceSeconds: 1 } },
};

describe('memory', () => {
  let path: string;

  beforeEach(() => {
    path = memoryPath(makeTemporaryDirectory());
  });

  it('comes back as it was written', async () => {
    await writeMemory(path, memory);
    expect(readMemory(path)).to.deep.equal({ ok: true, value: memory });
  });

  it('reads back as written synchronously at the very end', () => {
    writeMemorySync(path, memory);
    expect(readMemory(path)).to.deep.equal({ ok: true, value: memory });
  });

  it('attributes files of the first release to the hosted zone', () => {
    const lastHealthy = { [ownerOf('www')]: ['192.0.2.1'] };
    writeFileSync(path, JSON.stringify({ ...good, serials: undefined, serial: 7, lastHealthy }));
    const read = readMemory(path, nameOf('example.test'));
    expect(read.ok && read.value?.serials).to.deep.equal(new Map([[nameOf('example.test'), 7]]));
    expect(read.ok && [...(read.value?.lastHealthy.keys() ?? [])]).to.deep.equal([
      nameOf('www.example.test'),
    ]);
  });

  for (const [what, owner] of Object.entries({
    'a label that ends too late': '\x09www',
    'octets behind a root': '\x00\x03www',
    'a label in upper case': '\x03WWW',
    'a character beyond octets': '\x01\u0101',
  })) {
    it(`does not believe an owner of the first release with ${what}`, () => {
      const lastHealthy = { [owner]: ['192.0.2.1'] };
      writeFileSync(path, JSON.stringify({ ...good, serials: undefined, serial: 7, lastHealthy }));
      expect(readMemory(path, nameOf('example.test')).ok).to.equal(false);
    });
  }

  it('may lack a serial and verdicts', async () => {
    const empty: Memory = {
      savedAtSeconds: 1,
      serials: new Map(),
      verdicts: new Map(),
      lastHealthy: new Map(),
      hosts: new Map(),
    };
    await writeMemory(path, empty);
    expect(readMemory(path)).to.deep.equal({ ok: true, value: empty });
  });

  it('is readable only for its owner', async () => {
    await writeMemory(path, memory);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    writeMemorySync(path, memory);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('is nothing without a file', () => {
    expect(readMemory(path)).to.deep.equal({ ok: true, value: undefined });
  });

  it('is never seen half-written by a concurrent reader', async () => {
    const verdicts = new Map(
      Array.from(
        { length: 5000 },
        (_, index) => [`tcp ${index}`, { verdict: 'up', sinceSeconds: 1 }] as const,
      ),
    );
    const sizes = [verdicts, new Map([...verdicts].slice(0, 10))];
    await writeMemory(path, { ...memory, verdicts });
    let isWriting = true;
    const writing = (async () => {
      for (let count = 0; count < 60; count++)
        await writeMemory(path, { ...memory, verdicts: sizes[count % 2] ?? verdicts });
      isWriting = false;
    })();
    const seen = new Set<number>();
    while (isWriting) {
      const read = readMemory(path);
      if (!read.ok) throw new Error(`the file ${read.problem}`);
      seen.add(read.value?.verdicts.size ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect([...seen].sort()).to.deep.equal([10, 5000]);
  });

  const text = JSON.stringify(good);
  const damages: Readonly<Record<string, string | Buffer>> = {
    'an empty file': '',
    zeros: Buffer.alloc(4096),
    'half of it': text.slice(0, text.length / 2),
    'something after it': `${text}}`,
    null: 'null',
    'an array': '[]',
    'an empty object': '{}',
    'another format': JSON.stringify({ ...good, format: 2 }),
    'no format': JSON.stringify({ ...good, format: undefined }),
    'no time': JSON.stringify({ ...good, savedAtSeconds: undefined }),
    'a time that is text': JSON.stringify({ ...good, savedAtSeconds: '5' }),
    'a negative time': JSON.stringify({ ...good, savedAtSeconds: -1 }),
    'a time in fractions': JSON.stringify({ ...good, savedAtSeconds: 1.5 }),
    'a time of no end': text.replace('"savedAtSeconds":5', '"savedAtSeconds":1e999'),
    'a serial beyond 32 bits': JSON.stringify({ ...good, serials: { 'example.test.': 2 ** 32 } }),
    'a negative serial': JSON.stringify({ ...good, serials: { 'example.test.': -1 } }),
    'a serial that is null': JSON.stringify({ ...good, serials: { 'example.test.': null } }),
    'serials in an array': JSON.stringify({ ...good, serials: [7] }),
    'a serial of no name': JSON.stringify({ ...good, serials: { 'a..b.': 7 } }),
    'hosts in an array': JSON.stringify({ ...good, hosts: [] }),
    'a host that is text': JSON.stringify({ ...good, hosts: { app: '192.0.2.7' } }),
    'a host with a name for an address': JSON.stringify({
      ...good,
      hosts: { app: { addresses: ['app'], sinceSeconds: 1 } },
    }),
    'a host without a time': JSON.stringify({ ...good, hosts: { app: { addresses: [] } } }),
    'no verdicts': JSON.stringify({ ...good, verdicts: undefined }),
    'verdicts in an array': JSON.stringify({ ...good, verdicts: [] }),
    'a verdict that is a word': JSON.stringify({ ...good, verdicts: { a: 'up' } }),
    'a verdict that is null': JSON.stringify({ ...good, verdicts: { a: null } }),
    'an unknown verdict': JSON.stringify({
      ...good,
      verdicts: { a: { verdict: 'unknown', sinceSeconds: 1 } },
    }),
    'a verdict since never': JSON.stringify({ ...good, verdicts: { a: { verdict: 'up' } } }),
    'held since a word': JSON.stringify({
      ...good,
      verdicts: { a: { verdict: 'up', sinceSeconds: 1, heldSinceSeconds: 'noon' } },
    }),
    'one bad verdict of two': JSON.stringify({
      ...good,
      verdicts: { ...good.verdicts, b: { verdict: 'UP' } },
    }),
    'healthy addresses in an array': JSON.stringify({ ...good, lastHealthy: [] }),
    'a healthy address alone': JSON.stringify({ ...good, lastHealthy: { a: '192.0.2.1' } }),
    'a healthy address that is none': JSON.stringify({ ...good, lastHealthy: { a: ['192.0.2.1', 'www'] } }),
    'a healthy address that is null': JSON.stringify({ ...good, lastHealthy: { a: [null] } }),
  };
  for (const [what, content] of Object.entries(damages)) {
    it(`does not believe ${what}`, () => {
      writeFileSync(path, content);
      expect(readMemory(path).ok).to.equal(false);
    });
  }

  it('believes the undamaged file', () => {
    writeFileSync(path, text);
    expect(readMemory(path).ok).to.equal(true);
  });

  it('says why a file cannot be read', () => {
    mkdirSync(path);
    expect(readMemory(path)).to.deep.equal({
      ok: false,
      problem: 'is ignored: it is a directory, not a file',
    });
  });

  it('leaves the old file intact if the new one cannot be written', async () => {
    await writeMemory(path, memory);
    // The name of the file fits into a directory, that of its draft does not.
    const long = `${path}${'x'.repeat(250 - memoryPath('').length)}`;
    expect(await writeMemory(long, { ...memory, savedAtSeconds: 1 })).to.deep.equal({
      ok: false,
      problem: 'ENAMETOOLONG',
    });
    expect(readMemory(path)).to.deep.equal({ ok: true, value: memory });
  });
});
