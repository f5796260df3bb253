// Entries in the journal's native form: their octets, and that sending them never waits.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodeEntry, openJournal } from '../../src/linux/journal.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { openUnixDatagramReceiver } from '../support/daemon/unix-datagram-receiver.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

function length64(octets: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(octets));
  return length;
}

describe('encodeEntry', () => {
  it('writes values of one line as KEY=value', () => {
    const entry = encodeEntry(
      new Map([
        ['MESSAGE', 'all is well'],
        ['PRIORITY', '6'],
        ['EMPTY', ''],
      ]),
    );
    expect(entry.toString()).to.equal('MESSAGE=all is well\nPRIORITY=6\nEMPTY=\n');
  });

  it('writes values of several lines with their length, so that no line can pose as a field', () => {
    const value = 'first\nPRIORITY=0\n';
    const entry = encodeEntry(
      new Map([
        ['MESSAGE', value],
        ['PRIORITY', '6'],
      ]),
    );
    const expected = [Buffer.from('MESSAGE\n'), length64(17), Buffer.from(`${value}\nPRIORITY=6\n`)];
    expect(entry).to.deep.equal(Buffer.concat(expected));
  });

  it('counts octets and not characters', () => {
    const value = 'Grüße\n例え';
    const octets = Buffer.from(value);
    expect(octets.length).to.be.greaterThan(value.length);
    const expected = [Buffer.from('MESSAGE\n'), length64(octets.length), octets, Buffer.from('\n')];
    expect(encodeEntry(new Map([['MESSAGE', value]]))).to.deep.equal(Buffer.concat(expected));
  });

  it('leaves equals signs and letters beyond ASCII in a line as they are', () => {
    expect(encodeEntry(new Map([['KEY', 'a=b=ü']])).toString()).to.equal('KEY=a=b=ü\n');
  });

  it('encodes no fields as nothing', () => {
    expect(encodeEntry(new Map()).length).to.equal(0);
  });
});

describe('openJournal', () => {
  let libc: Libc;

  before(async () => {
    libc = await requireLibc();
  });

  it('sends an entry as one datagram', async () => {
    const receiver = await openUnixDatagramReceiver();
    const journal = openJournal(libc, receiver.path);
    const fields = new Map([
      ['MESSAGE', 'two\nlines, ü'],
      ['PRIORITY', '4'],
    ]);
    expect(journal?.write(fields)).to.equal(true);
    await until('the entry arrives', () => receiver.datagrams.length === 1);
    expect(receiver.datagrams[0]).to.deep.equal(encodeEntry(fields));
    journal?.close();
    receiver.close();
  });

  it('refuses an entry beyond 128 KiB and goes on with the next one', async () => {
    const receiver = await openUnixDatagramReceiver();
    const journal = openJournal(libc, receiver.path);
    expect(journal?.write(new Map([['MESSAGE', 'x'.repeat(128 * 1024)]]))).to.equal(false);
    expect(journal?.write(new Map([['MESSAGE', 'short']]))).to.equal(true);
    await until('the short one arrives', () => receiver.texts.join() === 'MESSAGE=short\n');
    journal?.close();
    receiver.close();
  });

  it('takes an entry of 100 KiB', async () => {
    const receiver = await openUnixDatagramReceiver();
    const journal = openJournal(libc, receiver.path);
    expect(journal?.write(new Map([['MESSAGE', 'x'.repeat(100 * 1024)]]))).to.equal(true);
    await until('it arrives', () => receiver.datagrams[0]?.length === 'MESSAGE=\n'.length + 100 * 1024);
    journal?.close();
    receiver.close();
  });

  it('never waits for a journal that does not read, and says which entries it did not take', async () => {
    const receiver = await openUnixDatagramReceiver({ isDraining: false });
    const journal = openJournal(libc, receiver.path);
    const taken = Array.from({ length: 2000 }, (_, index) => journal?.write(new Map([['N', String(index)]])));
    expect(taken[0]).to.equal(true);
    expect(taken.at(-1)).to.equal(false);
    expect(receiver.datagrams.length).to.equal(taken.filter((isTaken) => isTaken === true).length);
    expect(journal?.write(new Map([['N', 'after']]))).to.equal(true);
    journal?.close();
    receiver.close();
  });

  it('returns false once the journal is gone, without an exception or a signal', async () => {
    const receiver = await openUnixDatagramReceiver();
    const journal = openJournal(libc, receiver.path);
    receiver.close();
    expect(journal?.write(new Map([['MESSAGE', 'is anybody there?']]))).to.equal(false);
    journal?.close();
  });

  it('is undefined where there is no journal', () => {
    const directory = makeTemporaryDirectory();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(openJournal(libc, join(directory, 'absent'))).to.equal(undefined);
    expect(openJournal(libc, file)).to.equal(undefined);
  });

  it('is undefined for a path that no socket can have', () => {
    expect(openJournal(libc, `/run/${'x'.repeat(200)}`)).to.equal(undefined);
  });

  it('leaks no file descriptor, opened or not', () => {
    const firstFree = () => {
      const fd = libc.socket(1, 2, 0);
      libc.close(fd);
      return fd;
    };
    const before = firstFree();
    for (let count = 0; count < 20; count++) openJournal(libc, '/nonexistent/journal');
    expect(firstFree()).to.equal(before);
  });
});
