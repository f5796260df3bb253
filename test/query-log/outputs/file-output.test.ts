// The log in a file: whatever the disk, an administrator or logrotate do to it.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileOutput } from '../../../src/query-log/outputs/file-output.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { makeRecord } from '../make-record.ts';
import { createToldOutput } from '../told-output.ts';

describe('FileOutput', () => {
  const atEnd = runAfterEach();
  let directory: string;
  let path: string;
  let clock: FakeClock;
  let told: ReturnType<typeof createToldOutput>;
  beforeEach(() => {
    directory = makeTemporaryDirectory();
    path = join(directory, 'queries.log');
    clock = new FakeClock();
    told = createToldOutput();
  });

  function open({ at = path, octetsMax = 1_000_000 } = {}): FileOutput {
    const output = new FileOutput({ path: at, octetsMax, clock, told });
    atEnd(() => output.close());
    return output;
  }

  function write(output: FileOutput, count = 1): void {
    for (let i = 0; i < count; i++) output.take(makeRecord());
    output.flush();
  }

  function linesOf(file = path): string[] {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  }

  const lineOctets = () => statSync(path).size / linesOf().length;

  it('writes a line of JSON for each query, and tells so', () => {
    write(open(), 3);
    const lines = linesOf().map((line) => JSON.parse(line));
    expect(lines).to.have.length(3);
    expect(lines[0]).to.deep.include({ client: '192.0.2.1', name: 'www.example.test.', code: 'NXDOMAIN' });
    expect(told.counts).to.deep.equal({ written: 3, lost: 0 });
    expect(told.words).to.deep.equal([]);
  });

  it('lets the group read it, and nobody else, whatever the umask says', () => {
    const before = process.umask(0o077);
    atEnd(() => process.umask(before));
    open();
    expect(statSync(path).mode & 0o777).to.equal(0o640);
  });

  it('appends to a file that is there, and leaves its permissions alone', () => {
    write(open());
    chmodSync(path, 0o600);
    write(open());
    expect(linesOf()).to.have.length(2);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it('renames a file that is full, and the one before that is gone', () => {
    const output = open({ octetsMax: 1000 });
    write(output);
    const fits = Math.floor(1000 / lineOctets());
    for (let i = 1; i < 2 * fits + 1; i++) write(output);
    expect([linesOf().length, linesOf(`${path}.1`).length]).to.deep.equal([1, fits]);
    for (let i = 0; i < fits; i++) write(output);
    expect([linesOf().length, linesOf(`${path}.1`).length]).to.deep.equal([1, fits]);
    expect(told.counts.lost).to.equal(0);
    expect(existsSync(`${path}.2`)).to.equal(false);
  });

  it('counts what was in the file before', () => {
    write(open({ octetsMax: 600 }), 2);
    write(open({ octetsMax: 600 }), 2);
    expect([linesOf().length, linesOf(`${path}.1`).length]).to.deep.equal([2, 2]);
  });

  it('writes on into a file that somebody has emptied', () => {
    const output = open({ octetsMax: 1000 });
    for (let i = 0; i < 20; i++) {
      write(output);
      truncateSync(path);
    }
    write(output);
    expect(linesOf()).to.have.length(1);
    expect(existsSync(`${path}.1`)).to.equal(false);
  });

  it('stays within its bound when it cannot be renamed, says so once, and tries again', () => {
    const output = open({ octetsMax: 1000 });
    mkdirSync(`${path}.1`);
    for (let i = 0; i < 30; i++) write(output);
    expect(statSync(path).size).to.be.at.most(1000);
    expect(told.counts.written).to.equal(linesOf().length);
    expect(told.counts.written + told.counts.lost).to.equal(30);
    expect(told.words).to.have.length(1);
    expect(told.words[0]).to.include(`the query log ${path} is full and cannot be renamed (E`);
    renameSync(`${path}.1`, `${path}.directory`);
    write(output);
    expect(told.words).to.have.length(1);
    clock.advance(5000);
    write(output);
    expect(told.words[1]).to.equal('works');
    expect(linesOf()).to.have.length(1);
  });

  it('writes to a file that was moved away until it is told to reopen, and to a new one then', () => {
    const output = open();
    write(output);
    renameSync(path, `${path}.old`);
    write(output);
    output.reopen();
    write(output);
    expect([linesOf(`${path}.old`).length, linesOf().length]).to.deep.equal([2, 1]);
    expect(statSync(path).mode & 0o777).to.equal(0o640);
  });

  it('loses queries while there is no directory, says so at once and once, and begins when there is one', () => {
    path = join(directory, 'logs', 'queries.log');
    const output = open();
    expect(told.words).to.deep.equal([`cannot open the query log ${path}: its directory does not exist`]);
    write(output, 5);
    mkdirSync(join(directory, 'logs'));
    write(output);
    expect(told.counts).to.deep.equal({ written: 0, lost: 6 });
    clock.advance(5000);
    write(output);
    expect(told.counts).to.deep.equal({ written: 1, lost: 6 });
    expect(told.words.slice(1)).to.deep.equal(['works']);
  });

  it('tries at once when it is told to reopen', () => {
    path = join(directory, 'logs', 'queries.log');
    const output = open();
    mkdirSync(join(directory, 'logs'));
    output.reopen();
    write(output);
    expect(linesOf()).to.have.length(1);
  });

  it('loses queries while the disk is full, says so once, and does not stop', () => {
    const output = open({ at: '/dev/full' });
    for (let i = 0; i < 5; i++) {
      write(output, 10);
      clock.advance(5000);
    }
    expect(told.counts).to.deep.equal({ written: 0, lost: 50 });
    expect(told.words).to.deep.equal(['cannot write to the query log /dev/full: the disk is full']);
  });

  for (const [what, make, reason] of [
    ['a directory', () => mkdirSync(path), 'it is a directory'],
    [
      'a socket that is none of its business',
      () => execFileSync('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind("${path}")`]),
      'nobody is reading from this pipe; if it is a socket of a collector, write dnstap: in front of it',
    ],
    [
      'a pipe that nobody reads',
      () => execFileSync('mkfifo', [path]),
      'nobody is reading from this pipe; if it is a socket of a collector, write dnstap: in front of it',
    ],
    [
      'a link that leads nowhere',
      () => symlinkSync(join(directory, 'a', 'b'), path),
      'its directory does not exist',
    ],
    ['a circle of links', () => symlinkSync(path, path), 'ELOOP'],
  ] as const)
    it(`says what is wrong with ${what}, and waits for none`, () => {
      make();
      write(open());
      expect(told.words).to.deep.equal([`cannot open the query log ${path}: ${reason}`]);
      expect(told.counts).to.deep.equal({ written: 0, lost: 1 });
    });

  it('writes to a pipe as far as somebody reads, counts the rest, and begins with a whole line again', () => {
    execFileSync('mkfifo', [path]);
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    atEnd(() => closeSync(fd));
    const output = open();
    const total = 2000;
    for (let i = 0; i < total / 100; i++) write(output, 100);
    expect(told.counts.written).to.be.greaterThan(0);
    expect(told.counts.lost).to.be.greaterThan(0);
    expect(told.counts.written + told.counts.lost).to.equal(total);
    expect(told.words).to.deep.equal([]);
    const read = Buffer.alloc(1024 * 1024);
    const first = readSync(fd, read);
    write(output, 3);
    const lines = read
      .subarray(0, first + readSync(fd, read, { offset: first }))
      .toString()
      .split('\n');
    expect(lines.pop()).to.equal('');
    const whole = lines.filter(isJson);
    expect(whole).to.have.length(told.counts.written);
    expect(lines.length - whole.length).to.be.at.most(1);
    expect(lines.slice(-3).every(isJson)).to.equal(true);
  });

  it('writes what it has when it is closed', async () => {
    const output = open();
    output.take(makeRecord());
    await output.close();
    expect(linesOf()).to.have.length(1);
  });

  it('writes a great many lines at once', () => {
    write(open({ octetsMax: 1e9 }), 5000);
    expect(linesOf()).to.have.length(5000);
    expect(linesOf().every(isJson)).to.equal(true);
  });
});

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
