// Names and targets of a running daemon, offered by bash, zsh and fish themselves.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { printCompletion } from '../../packaging/print-completion.ts';
import { printFishCompletion } from '../../packaging/print-fish-completion.ts';
import { printZshCompletion } from '../../packaging/print-zsh-completion.ts';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { endSpawned, zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { type Backend, openBackend } from '../support/worlds/backend.ts';

const program = resolve(import.meta.dirname, '../../src/bin/entry.js');

/** Types into a shell that thinks it has a terminal; prints what it has shown. */
const typeIntoZsh = `
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0: os.execvp('zsh', ['zsh', '-f', '-i'])
shown = b''
def wait(mark, seconds):
    global shown
    end = time.time() + seconds
    while mark not in shown and time.time() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try: shown += os.read(fd, 65536)
            except OSError: return
os.write(fd, ('PS1=; fpath=(%s $fpath); autoload -U compinit; compinit -u -d %s/dump; unsetopt beep; stty -echo; print re"ady"\\n' % (sys.argv[1], sys.argv[1])).encode())
wait(b'ready', 60)
shown = b''
os.write(fd, sys.argv[2].encode() + b'\\t')
wait(sys.argv[3].encode(), 60)
print(shown.decode())
os.close(fd)
`;

describe('completion with what a daemon knows', () => {
  const directory = makeTemporaryDirectory();
  const operated = new OperatedDaemon();
  let backend: Backend;
  const environment = () => ({
    PATH: `${directory}:${process.env['PATH']}`,
    HOME: directory,
    TERM: 'dumb',
    ...operated.place,
  });

  before(async () => {
    backend = await openBackend();
    await operated.serve(
      zoneVariables({
        www: { ips: ['127.0.0.1'], health_port: backend.port },
        'a\\$\\(touch\\ b\\)': ['192.0.2.1'],
        api: ['192.0.2.2'],
      }),
    );
    writeFileSync(
      join(directory, 'healthy-dns'),
      `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
    );
    chmodSync(join(directory, 'healthy-dns'), 0o755);
    writeFileSync(join(directory, 'bash'), '');
    mkdirSync(join(directory, 'zsh'));
    writeFileSync(join(directory, 'completion.bash'), printCompletion());
    writeFileSync(join(directory, 'zsh', '_healthy-dns'), printZshCompletion());
    writeFileSync(join(directory, 'completion.fish'), printFishCompletion());
    await until('names are known', async () => (await operated.run('complete-words', 'names')).output !== '');
  });
  after(async () => {
    await endSpawned();
    await backend.close();
  });

  function run(file: string, ...words: string[]): string {
    return execFileSync(file, words, {
      cwd: directory,
      env: environment(),
      encoding: 'utf8',
      timeout: 120_000,
    });
  }

  /** The line as typed; words are split as readline splits them. */
  function inBash(line: string): readonly string[] {
    const ask = `. "$1"; COMP_LINE=$2; COMP_POINT=\${#COMP_LINE}; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _healthy_dns; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const words = line.split(/(?<=[:=])|(?=[:=])| /);
    return run('/bin/bash', '-c', ask, 'bash', join(directory, 'completion.bash'), line, ...words)
      .split('\n')
      .filter((word) => word !== '');
  }

  function inFish(line: string): readonly string[] {
    const script = `source ${join(directory, 'completion.fish')}; complete -C '${line}'`;
    return run('fish', '--no-config', '-c', script)
      .split('\n')
      .map((offer) => offer.split('\t')[0] ?? '')
      .filter((word) => word !== '');
  }

  const inZsh = (line: string, expected: string) =>
    run('python3', '-c', typeIntoZsh, join(directory, 'zsh'), line, expected);

  it('offers names to bash, and goes on behind a colon', () => {
    expect(inBash('healthy-dns explain ww')).to.deep.equal(['www.example.test']);
    expect(inBash('healthy-dns status 127.0.0.1:')).to.deep.equal([String(backend.port)]);
  });

  it('lets bash expand nothing of a name', () => {
    const offered = inBash('healthy-dns explain a');
    expect(offered).to.include('api.example.test');
    for (const word of offered) expect(word).not.to.match(/(?<!\\)[$(;`]/);
  });

  it('asks where the line says, and offers nothing where nobody answers', () => {
    expect(inBash(`healthy-dns explain --runtime-directory ${makeTemporaryDirectory()} ww`)).to.deep.equal(
      [],
    );
    expect(run('healthy-dns', 'complete-words', 'nonsense', 'x')).to.equal('');
  });

  it('offers names, targets, values and flags to fish', () => {
    expect(inFish('healthy-dns explain ww')).to.deep.equal(['www.example.test']);
    expect(inFish('healthy-dns history 127.')).to.deep.equal(['127.0.0.1', `127.0.0.1:${backend.port}`]);
    expect(inFish('healthy-dns force u')).to.deep.equal(['up']);
    expect(inFish('healthy-dns dra')).to.deep.equal(['drain']);
    expect(inFish('healthy-dns drain --forc')).to.deep.equal(['--force-empty']);
  });

  it('offers names, targets, commands and flags to zsh', () => {
    expect(inZsh('healthy-dns explain ww', 'www.example.test')).to.include('www.example.test');
    const endpoint = `127.0.0.1:${backend.port}`;
    expect(inZsh('healthy-dns status 127.0.0.1:', endpoint)).to.include(endpoint);
    expect(inZsh('healthy-dns drain --forc', '--force-empty')).to.include('--force-empty');
  });

  it('offers what was drained to undrain', async () => {
    await operated.run('drain', '127.0.0.1', '--force-empty');
    expect(inFish('healthy-dns undrain ')).to.deep.equal(['127.0.0.1']);
    await operated.run('undrain', '127.0.0.1');
  });
});
