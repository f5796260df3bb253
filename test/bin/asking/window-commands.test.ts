// `names`, `status NAME`, `status --watch` and `events` against a real daemon, and against one that has no window.

import { expect } from 'chai';
import { columnsOf } from '../../../src/base/text-columns.ts';
import { openControl } from '../../../src/control/control-server.ts';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import { RunningCli } from '../../support/daemon/run-cli.ts';
import {
  type CommandResult,
  endSpawned,
  runCommand,
  type SpawnedProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { PtyProgram } from '../../support/terminal/pty-program.ts';
import { until } from '../../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../../support/worlds/backend.ts';

describe('the commands that show names and events', () => {
  const operated = new OperatedDaemon();
  const running: RunningCli[] = [];
  const long = `${'a-long-label-that-goes-on-and-on.'.repeat(5)}x`;
  let backend: Backend;
  let dead: number;
  let daemon: SpawnedProgram;

  const variables = () =>
    zoneVariables({
      www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend.port, backup: ['192.0.2.9'] },
      api: { ips: ['127.0.0.1'], health_port: dead },
      [long]: Array.from({ length: 12 }, (_, at) => `192.0.2.${at + 1}`),
    });

  before(async () => {
    backend = await openBackend();
    dead = await findDeadPort();
    daemon = await operated.serve(variables());
    await until('the window knows them', async () => (await run('names')).code === 0);
  });
  afterEach(() => {
    for (const program of running.splice(0)) program.stop();
  });
  after(async () => {
    await endSpawned();
    await backend.close();
  });

  /** As wide as where nobody says how wide. */
  function run(...words: string[]): Promise<CommandResult> {
    return operated.command(words, { COLUMNS: '' });
  }

  function begin(...words: string[]): RunningCli {
    const program = new RunningCli(words, operated.place);
    running.push(program);
    return program;
  }

  function expectToFit(output: string): void {
    for (const line of output.split('\n')) expect(columnsOf(line), line).to.be.at.most(80);
  }

  it('lists names, the worst first, in 80 columns', async () => {
    const { code, output, errors } = await run('names');
    expect([code, errors]).to.deep.equal([0, '']);
    const lines = output.split('\n');
    expect(lines[0]).to.match(/^STATE +NAME +ANSWERED +FOR$/);
    expect(lines[1]).to.match(/^down +api\.example\.test\. +no address/);
    expect(lines[2]).to.match(/^1 of 2 up +www\.example\.test\. +127\.0\.0\.1 /);
    expect(output).to.include('and 8 more');
    expectToFit(output);
  });

  it('lists those that are not well, or have a text in them, or says that there are none', async () => {
    expect((await run('names', '--unwell')).output.trimEnd().split('\n')).to.have.length(3);
    expect((await run('names', 'WWW')).output)
      .to.include('www')
      .and.not.include('api');
    const { code, output, errors } = await run('names', 'nothing-like-it');
    expect([code, output, errors]).to.deep.equal([16, '', 'none of 3 names is meant by "nothing-like-it"\n']);
  });

  it('gives names as JSON', async () => {
    const { output } = await run('names', '--json');
    expect(JSON.parse(output)).to.have.nested.property('names[0].name', 'api.example.test.');
  });

  it('tells all about a name: answers, why, targets and the past', async () => {
    const { code, output, errors } = await run('status', 'www');
    expect([code, errors]).to.deep.equal([10, '']);
    expect(output).to.match(/^www\.example\.test\.\n1 of 2 up, for /);
    expect(output).to.match(/^answered: 127\.0\.0\.1$/m);
    expect(output).to.match(new RegExp(`^down +tcp 127\\.0\\.0\\.2:${backend.port} `, 'm'));
    expect(output).to.include('last 90 days').and.include('SINCE');
    expectToFit(output);
  });

  for (const { what, code, says } of [
    { what: 'api', code: 11, says: /^api\.example\.test\.\ndown, for / },
    { what: long, code: 0, says: /\nfixed\n/ },
    { what: '127.0.0.2', code: 10, says: /^tcp 127\.0\.0\.2:\d+\ndown, for .*\nlast probe: refused/ },
    { what: 'wwww', code: 16, says: /^$/ },
    { what: '127.0.0.1', code: 64, says: /^$/ },
  ])
    it(`exits ${code} for ${what.slice(0, 20)}`, async () => {
      const found = await run('status', what);
      expect(found.output).to.match(says);
      expect(found.code).to.equal(code);
      expectToFit(found.output);
    });

  it('gives everything about a target as JSON', async () => {
    const { output } = await run('status', '127.0.0.2', '--json');
    expect(JSON.parse(output)).to.have.nested.property('target.state', 'down');
    expect(JSON.parse(output)).to.have.nested.property('history.kind', 'target');
  });

  it('prints the last events, with their severity as a word', async () => {
    await run('drain', '127.0.0.2');
    await run('undrain', '127.0.0.2');
    const { code, output } = await run('events');
    expect(code).to.equal(0);
    expect(output).to.match(/^\S+Z warning: 127\.0\.0\.2 is drained/m, output);
    expectToFit(output);
    const lines = (await run('events', '--json', '--since', '1h')).output.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).event)).to.include('serving');
  });

  it('refuses what is no duration', async () => {
    const { code, errors } = await run('events', '--since', 'yesterday');
    expect([code, errors]).to.deep.equal([
      64,
      'error: --since: "yesterday" is not a duration; write 45m, 24h or 7d\n',
    ]);
  });

  it('is quiet when the reader has seen enough', async () => {
    for (const words of [['names'], ['events', '--follow'], ['status', 'www', '--watch']]) {
      const program = begin(...words);
      program.child.stdout.destroy();
      if (words.length > 1) await run('drain', '127.0.0.2');
      await until(`${words} has ended`, () => program.ended !== undefined);
      expect([program.ended, program.stderr]).to.deep.equal([0, '']);
      if (words.length > 1) await run('undrain', '127.0.0.2');
    }
  });

  it('follows events and status over a restart, and ends with Ctrl-C', async () => {
    const events = begin('events', '--follow', '--json');
    const watch = begin('status', 'www', '--watch', '--json');
    await until('both have begun', () => events.stdout !== '' && watch.stdout !== '');
    await run('drain', '127.0.0.2');
    await until(
      'the drain is told',
      () => events.stdout.includes('"override-begun"') || /drain/.test(events.stdout),
    );
    await until('and shown', () => watch.stdout.trimEnd().split('\n').length > 1);
    await daemon.stop();
    await until(
      'it is missed',
      () => /no longer answers/.test(events.stderr) && /no longer answers/.test(watch.stderr),
    );
    daemon = await operated.serve(variables());
    await until('it goes on', () => (events.stdout.match(/"event":"serving"/g) ?? []).length > 1);
    for (const program of [events, watch]) {
      program.child.kill('SIGINT');
      expect(await program.end(60_000)).to.equal(0);
    }
    for (const line of [...events.stdout.trimEnd().split('\n'), ...watch.stdout.trimEnd().split('\n')])
      expect(JSON.parse(line)).to.be.an('object');
  });

  it('shows status on the screen while it changes, and leaves with q', async () => {
    const watch = new PtyProgram(['status', '--watch'], operated.place);
    await watch.shows('targets up');
    await run('drain', '127.0.0.1', '--force-empty');
    await watch.shows('(drained)');
    await run('undrain', '127.0.0.1');
    watch.press('q');
    expect(await watch.ended()).to.deep.equal({ code: 0, isRestored: true });
    expect(watch.screen.strange).to.deep.equal([]);
    watch.stop();
  });

  it('has colours in a terminal, and none with NO_COLOR', async () => {
    for (const [environment, hasColours] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const program = new PtyProgram(['names'], { ...operated.place, ...environment });
      await program.shows('api.example.test.');
      expect(await program.ended()).to.deep.equal({ code: 0, isRestored: true });
      expect(program.screen.colours > 0).to.equal(hasColours);
      program.stop();
    }
  });

  for (const { title, reply, says } of [
    {
      title: 'the window is closed',
      reply: { code: 503, body: { error: 'the window is closed for the moment; the log says why' } },
      says: 'cannot tell this for the moment; "journalctl -u healthy-dns" says why',
    },
    {
      title: 'the daemon is older than the command',
      reply: undefined,
      says: 'it may be another version than this command: restart it',
    },
  ])
    it(`says what to do where ${title}`, async () => {
      const directory = makeTemporaryDirectory();
      const elsewhere = () => (reply === undefined ? undefined : Promise.resolve(reply));
      const opened = await openControl(controlSocketPath(directory), [], {
        elsewhere,
      });
      for (const words of [['names'], ['status', 'www'], ['events'], ['events', '--follow']]) {
        const { code, output, errors } = await runCommand(words, {
          HEALTHY_DNS_RUNTIME_DIRECTORY: directory,
        });
        expect([code, output], words.join(' ')).to.deep.equal([3, '']);
        expect(errors).to.include(says);
      }
      if (opened.ok) await opened.value.close();
    });
});
