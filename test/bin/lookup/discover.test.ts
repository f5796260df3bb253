// `healthy-dns discover` and `healthy-dns watch`: what they print, what they pass on, and how they end.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { nameServerPort } from '../../../src/resolving/name-servers.ts';
import { endSpawned, runCommand, spawnProgram } from '../../support/daemon/spawn-daemon.ts';
import { a, aaaa, makeReply, srv, txt } from '../../support/dns/make-reply.ts';
import {
  type ScriptedNameServer,
  startNameServer,
  zoneScript,
} from '../../support/dns/scripted-name-server.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { findDeadPort } from '../../support/worlds/backend.ts';

const web = '_http._tcp.web.test';
const truth = zoneScript([
  ...[srv(web, [10, 60, 8080], 'a1.test', 1), srv(web, [20, 0, 8081], 'a2.test', 1)],
  ...[a('a1.test', '192.0.2.1'), aaaa('a2.test', '2001:db8::2'), txt(web, ['v=1', 'odd\u001b[2J'])],
]);

describe('healthy-dns discover', () => {
  let server: ScriptedNameServer;

  beforeEach(async () => {
    server = await startNameServer(truth);
  });
  afterEach(async () => {
    await endSpawned();
    await server.close();
  });

  const discover = (...words: string[]) => runCommand(['discover', ...words, '--server', server.address]);

  it('prints a table, best first, with control characters escaped', async () => {
    const { code, output, errors } = await discover(web);
    expect([code, errors]).to.deep.equal([0, '']);
    expect(output.split('\n').map((line) => line.replace(/ +/g, ' '))).to.deep.equal([
      'ENDPOINT HOST PRIORITY WEIGHT TTL HEALTH TAGS',
      '192.0.2.1:8080 a1.test 10 60 1 s unknown v=1 odd\\u{1b}[2J',
      '[2001:db8::2]:8081 a2.test 20 0 1 s unknown v=1 odd\\u{1b}[2J',
      '',
    ]);
  });

  it('prints everything as JSON', async () => {
    const { code, output } = await discover(web, '--json');
    expect(code).to.equal(0);
    const [first, ...others] = JSON.parse(output) as Record<string, unknown>[];
    expect(first).to.deep.include({ address: '192.0.2.1', family: 4, port: 8080, health: 'unknown', ttl: 1 });
    expect(others).to.have.length(1);
  });

  it('uses addresses where there is no SRV record, given a port', async () => {
    server.answerWith(zoneScript([a('local.test', '127.0.0.1')]));
    const port = await findDeadPort();
    const { code, output } = await discover('local.test', '--fallback-port', String(port), '--check');
    expect(code).to.equal(0);
    expect(output).to.match(new RegExp(`^127\\.0\\.0\\.1:${port} +local\\.test +0 +0 +60 s +down$`, 'm'));
  });

  it('asks the next server when one does not answer', async () => {
    const dead = await startNameServer(() => undefined);
    await dead.close();
    const { code } = await runCommand([
      'discover',
      web,
      '--server',
      dead.address,
      '--server',
      server.address,
    ]);
    expect(code).to.equal(0);
  });

  it('asks a server without a port where the library does', async () => {
    // The kernel refuses to send to a broadcast address unless the program asked for it.
    const { code, errors } = await runCommand(['discover', web, '--server', '255.255.255.255']);
    expect(code).to.equal(75);
    expect(errors).to.include(`255.255.255.255:${nameServerPort} cannot be reached`);
  });

  it('exits with 68 when there is no such service, and with 75 when no server answers', async () => {
    const none = await discover('_ftp._tcp.web.test');
    expect(none).to.deep.include({ code: 68, output: '' });
    expect(none.errors).to.equal(
      'error: looking up _ftp._tcp.web.test: there is no such service, or none with an address\n',
    );
    server.answerWith(({ octets }) => makeReply(octets, { code: 5 }));
    const refused = await discover(web);
    expect(refused).to.deep.include({ code: 75, output: '' });
    expect(refused.errors).to.match(/^error: looking up \S+: \S+ answered REFUSED to /);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no name', [], /^error: discover needs <name>\n/],
    ['two names', [web, 'other.test'], /^error: discover does not take "other\.test"\n/],
    ['a name that is none', ['a..b'], /^error: "a\.\.b" is not a domain name\n$/],
    [
      'a server that is none',
      [web, '--server', 'ns1.test'],
      /^error: --server: "ns1\.test" is not an address/,
    ],
    ['a port that is none', [web, '--fallback-port', '0'], /^error: --fallback-port: "0" is not a port/],
    ['a flag of other commands', [web, '--port', '53'], /^error: --port: discover has no such flag\n/],
    ['a misspelt flag', [web, '--servr=::1'], /^error: --servr: .*; did you mean "--server"\?\n/],
  ];
  for (const [what, words, complaint] of wrong) {
    it(`exits with 64 for ${what}`, async () => {
      const { code, output, errors } = await runCommand(['discover', ...words]);
      expect([code, output]).to.deep.equal([64, '']);
      expect(errors).to.match(complaint);
    });
  }
});

describe('healthy-dns watch', () => {
  let server: ScriptedNameServer;

  beforeEach(async () => {
    server = await startNameServer(truth);
  });
  afterEach(async () => {
    await endSpawned();
    await server.close();
  });

  const watch = (...words: string[]) =>
    spawnProgram({ words: ['watch', web, '--server', server.address, '--interval', '0.2', ...words] });
  const fewer = zoneScript([srv(web, [10, 60, 8080], 'a1.test', 1), a('a1.test', '192.0.2.1')]);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`prints a line for each endpoint that comes or goes, until ${signal}`, async () => {
      const program = watch();
      await until('the first look', () => program.output.split('\n').length === 3, 10_000);
      server.answerWith(fewer);
      await until('one is gone', () => program.output.includes(' removed '), 10_000);
      expect(await program.stop(signal)).to.equal(0);
      const lines = program.output.split('\n').map((line) => line.replace(/^\d{4}-\S+Z /, ''));
      expect(lines).to.deep.equal([
        'added 192.0.2.1:8080 a1.test priority 10 weight 60 v=1 odd\\u{1b}[2J',
        'added [2001:db8::2]:8081 a2.test priority 20 weight 0 v=1 odd\\u{1b}[2J',
        'removed [2001:db8::2]:8081 a2.test priority 20 weight 0 v=1 odd\\u{1b}[2J',
        'changed 192.0.2.1:8080 a1.test priority 10 weight 60',
        '',
      ]);
      expect(program.errors).to.equal('');
    });
  }

  it('prints a line of JSON for each change', async () => {
    const program = watch('--json');
    await until('the first look', () => program.output.endsWith('\n'), 10_000);
    const change = JSON.parse(program.output) as Record<string, unknown[]>;
    expect(change).to.have.keys(['at', 'endpoints', 'added', 'removed', 'changed']);
    expect(change['endpoints']).to.have.length(2);
  });

  it('says when nothing is left, prints errors and continues', async () => {
    server.answerWith(({ octets }) => makeReply(octets, { code: 5 }));
    const program = watch();
    await until('it complains', () => program.errors.includes('REFUSED'), 10_000);
    server.answerWith(zoneScript([a('other.test', '192.0.2.1')]));
    await until('it looked', () => program.output.endsWith('Z no endpoints\n'), 10_000);
  });

  it('hands the endpoints to a command, one at a time, and survives commands that fail', async () => {
    const file = join(makeTemporaryDirectory(), 'endpoints');
    const program = watch('--exec', `cat >> ${file}; exit 3`);
    const received = () => {
      try {
        return readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown[]);
      } catch {
        return [];
      }
    };
    await until('the command was run', () => received().length === 1, 10_000);
    server.answerWith(fewer);
    await until('the command was run again', () => received().length === 2, 10_000);
    expect(received().map((endpoints) => endpoints.length)).to.deep.equal([2, 1]);
    expect(program.errors).to.include('error: --exec: the command ended with 3\n');
  });

  const commands: readonly (readonly [string, (file: string) => string])[] = [
    ['that goes on', (file) => `echo $$ > ${file}; exec sleep 600`],
    ['of several programs', (file) => `sleep 600 & echo $! > ${file}; cat; wait`],
    ['that is a pipe', (file) => `sh -c 'echo $$ > ${file}; exec sleep 600' | cat`],
    [
      'that tidies up first',
      (file) =>
        `sh -c 'trap "sleep 0.2; echo tidy >> ${file}; exit" TERM; echo $$ > ${file}; while :; do sleep 0.1; done'; :`,
    ],
  ];
  for (const [what, commandFor] of commands) {
    it(`ends a command and its children ${what} when told to stop`, async () => {
      const file = join(makeTemporaryDirectory(), 'pid');
      const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : ['']);
      const program = watch('--exec', commandFor(file));
      await until('the command runs', () => lines()[0] !== '', 10_000);
      const pid = Number(lines()[0]);
      expect(isRunning(pid)).to.equal(true);
      expect(await program.stop()).to.equal(0);
      expect(isRunning(pid)).to.equal(false);
      if (what === 'that tidies up first') expect(lines()[1]).to.equal('tidy');
      // The shell may report a termination; we must not.
      expect(program.errors).not.to.include('error:');
    });
  }

  it('kills a command that ignores the signal, after a while', async () => {
    const file = join(makeTemporaryDirectory(), 'pid');
    const program = watch('--exec', `trap '' TERM; echo $$ > ${file}; while :; do sleep 0.1; done`);
    await until('the command runs', () => existsSync(file) && readFileSync(file, 'utf8') !== '', 10_000);
    expect(await program.stop()).to.equal(0);
    const pid = Number(readFileSync(file, 'utf8'));
    await until('it is gone', () => !isRunning(pid), 10_000);
  });

  for (const interval of ['0', 'x', '1e3', '-1']) {
    it(`exits with 64 for the interval ${interval}`, async () => {
      const { code, errors } = await runCommand(['watch', web, `--interval=${interval}`]);
      expect(code).to.equal(64);
      expect(errors).to.match(/^error: --interval: /);
    });
  }
});

/** A zombie does not run any more. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
