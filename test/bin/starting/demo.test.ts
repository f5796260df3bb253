// `healthy-dns demo`: serves on the port it is given, and refuses what it does not understand.

import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { RunningCli, runCli } from '../../support/daemon/run-cli.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { PtyProgram } from '../../support/terminal/pty-program.ts';
import { until } from '../../support/until.ts';

describe('healthy-dns demo', () => {
  let running: RunningCli | undefined;
  let occupant: Server | undefined;

  afterEach(() => {
    running?.stop();
    occupant?.close();
  });

  it('serves on the port of --port, and says so', async () => {
    running = new RunningCli(['demo', '--port', '0']);
    const { child } = running;
    const said = () => /^healthy-dns serves demo\.test on 127\.0\.0\.1:(\d+)/m.exec(running?.stdout ?? '');
    await until('it serves', () => said() !== null || running?.ended !== undefined);
    const port = Number(said()?.[1]);
    expect(port, running.stderr).to.be.above(0).and.not.equal(53_053);
    const { answers } = await queryUdp(port, 'static.demo.test');
    expect(answers).to.deep.equal(['static.demo.test 2 A 192.0.2.1']);
    const examples = [...running.stdout.matchAll(/dig @127\.0\.0\.1 -p (\d+)/g)].map((match) => match[1]);
    expect(examples).to.have.length.above(3);
    expect([...new Set(examples)]).to.deep.equal([String(port)]);
    const [, directory = ''] = /--runtime-directory (\S+)/.exec(running.stdout) ?? [];
    expect(existsSync(join(directory, 'healthy-dns.yaml'))).to.equal(true);
    const [, text = ''] = /^(healthy-dns serves[\s\S]*within two seconds\.)$/m.exec(running.stdout) ?? [];
    // That of a demo beside another one is longer.
    for (const line of text.replaceAll(directory, '/tmp/healthy-dns-demo').split('\n'))
      expect(line.length, line).to.be.within(0, 80);
    expect(text).not.to.equal('');
    child.kill('SIGINT');
    expect(await running.end(60_000)).to.equal(0);
    expect(existsSync(directory), `${directory} is left behind`).to.equal(false);
  });

  it('ends on SIGTERM although it listens to the keyboard, and gives that back', async () => {
    const pty = new PtyProgram(['demo', '--port', '0'], {}, 60);
    try {
      await pty.shows('Press 1, 2 or 3');
      process.kill(pty.pid, 'SIGTERM');
      expect(await pty.ended()).to.deep.equal({ code: 0, isRestored: true });
    } finally {
      pty.stop();
    }
  });

  it('says what to do when the port is taken', async () => {
    const server = createServer();
    occupant = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
    const { code, stderr } = runCli(['demo', '--port', String(address.port)]);
    expect(code).to.equal(69);
    expect(stderr).to.include(`127.0.0.1:${address.port}`).and.include('choose another --port');
  });

  const mistakes: readonly (readonly [words: readonly string[], code: number, message: string])[] = [
    [['--port', 'dns'], 78, 'error: port: "dns" is not a port'],
    [['--port', '5300', '--port', '5301'], 78, 'error: --port: was given 2 times'],
    [['--port'], 64, 'port'],
    [['--listen', '127.0.0.2'], 64, 'listen'],
    [['now'], 64, 'now'],
  ];
  for (const [words, code, message] of mistakes) {
    it(`does not start with ${words.join(' ')}`, () => {
      const run = runCli(['demo', ...words]);
      expect(run.stderr).to.include(message);
      expect([run.code, run.stdout]).to.deep.equal([code, '']);
    });
  }
});
