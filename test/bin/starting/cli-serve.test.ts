// The server as a process: ready, stopped by signals despite connected clients, ended by taken ports and by bugs.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { RunningCli, runCli } from '../../support/daemon/run-cli.ts';
import { framed, makeQuery, queryUdp, readReply, TcpClient } from '../../support/dns/dns-client.ts';
import { listenFrozen } from '../../support/dns/frozen-listener.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { openTarget, type TestTarget } from '../../support/worlds/open-target.ts';

const base = [
  ...['--hosted-zone', 'example.test', '--ns', '["ns.elsewhere.test"]'],
  ...['--listen', '127.0.0.1', '--port', '0'],
];
const names = { www: ['192.0.2.1'], big: Array.from({ length: 60 }, (_, i) => `192.0.2.${i + 1}`) };
const good = [...base, '--zone-resolutions', JSON.stringify(names)];
/** Two seconds are promised; a busy machine may need more, but not the ten for which an idle connection may stay. */
const stopWithinMs = 8000;

describe('healthy-dns, the process,', () => {
  const atEnd = runAfterEach();

  function start(args: readonly string[], environment: Record<string, string> = {}): RunningCli {
    const cli = new RunningCli(args, environment);
    atEnd(() => cli.stop());
    return cli;
  }

  function connect(port: number): TcpClient {
    const client = new TcpClient(port);
    atEnd(() => client.close());
    return client;
  }

  async function open(): Promise<TestTarget> {
    const target = await openTarget('127.0.0.1');
    atEnd(() => target.takeDown());
    return target;
  }

  /** A file in its own folder, removed after the test. */
  function fileWith(name: string, text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'healthy-dns-cli-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends soon with 0 on ${signal}, despite an idle connection and a client that never reads`, async () => {
      const server = start(good);
      const port = await server.port();
      const [idle, deaf] = [connect(port), connect(port)] as const;
      idle.send(makeQuery('www.example.test'));
      expect(readReply(await idle.receive()).answers).to.have.length(1);
      deaf.socket.pause();
      await writeUntilStuck(deaf);
      server.child.kill(signal);
      expect(await server.end(stopWithinMs)).to.equal(0);
      expect(server.stdout).to.match(new RegExp(`"stopping on ${signal}"}\\n.*"stopped"`));
      expect(server.stderr).to.equal('');
    });
  }

  it('ends with 0 when told to stop before it is ready', async () => {
    const witness = await open();
    const frozen = await listenFrozen({ host: '127.0.0.2', port: witness.port });
    atEnd(() => frozen.close());
    const www = { www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: witness.port } };
    const server = start([...base, '--zone-resolutions', JSON.stringify(www), '--test-timeout', '30']);
    await until('it has begun to probe', () => witness.accepted > 0);
    server.child.kill('SIGTERM');
    expect(await server.end(stopWithinMs)).to.equal(0);
    expect(server.stdout).not.to.include('serving');
  });

  it('exits with 69 and says what to do when the port is taken', async () => {
    const { port } = await open();
    const { code, stdout, stderr } = runCli([...good, '--port', `${port}`].filter(notPortZero));
    expect(code).to.equal(69);
    const entry = JSON.parse(stdout) as Record<string, string>;
    expect(entry).to.include({ level: 'critical', event: 'listen-failed' });
    expect(entry['message']).to.equal(
      `cannot listen on tcp 127.0.0.1:${port}: another program has it; ` +
        `find it with "ss -lnp sport = :${port}", or choose another --port or --listen`,
    );
    expect(stderr).to.equal('');
  });

  for (const [what, plan] of [
    ['an exception that nobody catches', 'throw new Error("planted")'],
    ['a rejection that nobody handles', 'Promise.reject(new Error("planted"))'],
  ] as const) {
    it(`ends with 70 and a trace in the log because of ${what}`, async () => {
      const module = fileWith('plant-bug.mjs', `process.on('SIGUSR2', () => { ${plan}; });`);
      const server = start([...good, '--log-format', 'json'], {
        NODE_OPTIONS: `--import=${pathToFileURL(module)}`,
      });
      await server.port();
      server.child.kill('SIGUSR2');
      expect(await server.end(60_000)).to.equal(70);
      const entry = JSON.parse(server.stdout.trim().split('\n').at(-1) ?? '') as Record<string, string>;
      expect(entry).to.include({
        level: 'critical',
        event: 'bug',
        message: 'ending because of a bug: planted',
      });
      expect(entry['stack']).to.match(/plant-bug\.mjs/);
    });
  }

  it('keeps serving when the reader of its log goes away', async () => {
    const backend = await open();
    const www = { www: { ips: [backend.address], health_port: backend.port } };
    const often = ['--test-min-interval', '0.1', '--test-timeout', '0.1'];
    const server = start([...base, '--zone-resolutions', JSON.stringify(www), ...often]);
    const port = await server.port();
    server.child.stdout.destroy();
    await backend.takeDown();
    const isEmpty = async () => (await queryUdp(port, 'www.example.test')).answers.length === 0;
    await until('the change is published, which is logged as well', isEmpty);
    expect(await isEmpty()).to.equal(true);
    expect(server.ended).to.equal(undefined);
    server.child.kill('SIGTERM');
    expect(await server.end(stopWithinMs)).to.equal(0);
  });

  it('creates its runtime directory before it saves anything there', async () => {
    const directory = join(makeTemporaryDirectory(), 'not', 'there', 'yet');
    const server = start([...good, '--runtime-directory', directory, '--log-format', 'json']);
    await server.port();
    expect(readdirSync(directory)).to.include.members(['control.sock', 'overrides.json']);
    server.child.kill('SIGTERM');
    await server.end(stopWithinMs);
    expect(server.stdout).not.to.match(/unwritable|unavailable/);
  });

  it('logs the warnings of its configuration and serves anyway', async () => {
    const server = start([...good, '--test-timeout', '60', '--log-format', 'text']);
    await server.port();
    expect(server.stdout).to.match(/ warning: test-timeout: 60 s is longer than /);
    expect(server.stderr).to.equal('');
  });

  it('ends check quietly when the reader of its output closes early', async () => {
    const many = { www: Array.from({ length: 2000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`) };
    const more = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`n${i}`, many.www]));
    const file = fileWith('names.json', JSON.stringify(more));
    const check = start(['check', ...base, '--zone-resolutions', `@${file}`]);
    check.child.stdout.once('data', () => check.child.stdout.destroy());
    await check.end(60_000);
    expect(check.stderr).to.equal('');
  });
});

/** Asks for large answers and reads none, until its queries are no longer taken: all buffers are full. */
async function writeUntilStuck(client: TcpClient): Promise<void> {
  const queries = Buffer.concat(Array<Buffer>(2000).fill(framed(makeQuery('big.example.test'))));
  let taken = 0;
  const writeOn = () => client.socket.write(queries, () => ++taken < 1000 && writeOn());
  writeOn();
  let before = -1;
  await until('nobody takes its queries any more', async () => {
    const isStill = taken === before && taken > 0;
    before = taken;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return isStill;
  });
  expect(taken).to.be.below(1000);
}

/** Replaces the `--port 0` of the good flags. */
function notPortZero(word: string, index: number, words: readonly string[]): boolean {
  return !(word === '0' || (word === '--port' && words[index + 1] === '0'));
}
