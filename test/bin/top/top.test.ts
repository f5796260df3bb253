// `healthy-dns top` in a pseudo terminal, against a real daemon.

import { expect } from 'chai';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import { endSpawned, type SpawnedProgram, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { PtyProgram } from '../../support/terminal/pty-program.ts';
import { until } from '../../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../../support/worlds/backend.ts';

describe('healthy-dns top', () => {
  const operated = new OperatedDaemon();
  let backend: Backend;
  let daemon: SpawnedProgram;
  let top: PtyProgram;

  const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`static-${at}`, ['192.0.2.1']]));

  before(async () => {
    backend = await openBackend();
    const dead = await findDeadPort();
    const variables = zoneVariables({
      www: { ips: ['127.0.0.1'], health_port: backend.port },
      api: { ips: ['127.0.0.1'], health_port: dead },
      'hostile\\027\\0912Jx': ['192.0.2.2'],
      ...many,
    });
    daemon = await operated.serve({ ...variables, HEALTHY_DNS_TEST_MIN_INTERVAL: '1' });
  });
  after(async () => {
    await endSpawned();
    await backend.close();
  });
  afterEach(() => top.stop());

  async function begin(rows = 24, columns = 80): Promise<void> {
    top = new PtyProgram(['top'], operated.place, rows, columns);
    await top.shows('63 names by state');
    await top.shows('api.example.test.');
  }

  it('shows what is down first, and fits 80 columns', async () => {
    await begin();
    const { lines, isAlternate, isCursorHidden } = top.screen;
    expect([isAlternate, isCursorHidden, await top.isRaw()]).to.deep.equal([true, true, true]);
    expect(lines[0]).to.match(/^healthy-dns \S+, running for .* queries\/s$/);
    expect(lines[1]).to.match(/^1 name is without address: api/);
    expect(lines.findIndex((line) => line.startsWith('STATE '))).to.equal(4);
    expect(lines[5]).to.match(/^down +api\.example\.test\. +no address +0\/1/);
    expect(lines[6]).to.match(/^up +www\.example\.test\. +127\.0\.0\.1 +1\/1/);
    expect(lines).to.have.length(24);
    expect(lines[23]).to.match(/^63 names by state .* q quit$/);
  });

  it('obeys its keys: other list, sorting, filter, pages, help', async () => {
    await begin();
    top.press('t');
    await top.shows(/TARGET +LATENCY +MEAN/);
    await top.shows(new RegExp(`up +tcp 127\\.0\\.0\\.1:${backend.port} +[\\d.]+ ms`));
    top.press('s');
    await top.shows('2 targets by target');
    top.press('n/STATIC-5');
    await top.shows('11 names by state  /STATIC-5_');
    top.press('\r');
    await top.shows(/11 names by state {2}\/STATIC-5 /);
    top.press('\u001b');
    await top.shows('63 names by state ');
    top.press('\u001b[6~');
    await top.shows('static-20.example.test.');
    top.press('G');
    await top.shows('static-9.example.test.');
    top.press('?');
    await top.shows('Any key goes back.');
    top.press('x');
    await top.shows('63 names by state');
  });

  it('leaves as it came, with q and with Ctrl-C', async () => {
    for (const key of ['q', '\u0003']) {
      await begin();
      top.press(key);
      expect(await top.ended()).to.deep.equal({ code: 0, isRestored: true });
      expect([top.screen.isAlternate, top.screen.isCursorHidden]).to.deep.equal([false, false]);
      top.stop();
    }
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)
    it(`gives the terminal back on ${signal}`, async () => {
      await begin();
      process.kill(top.pid, signal);
      expect(await top.ended()).to.deep.equal({ code: 0, isRestored: true });
      expect(top.screen.isAlternate).to.equal(false);
    });

  it('gives the terminal back on Ctrl-Z, and takes it again when it goes on', async () => {
    await begin();
    top.press('\u001a');
    await until('it is given back', () => !top.screen.isAlternate);
    expect(await top.isRaw()).to.equal(false);
    process.kill(top.pid, 'SIGCONT');
    await until('it is taken again', () => top.screen.isAlternate);
    await top.shows('63 names by state');
    expect(await top.isRaw()).to.equal(true);
    top.press('q');
    expect(await top.ended()).to.deep.equal({ code: 0, isRestored: true });
  });

  it('can be left while the daemon hangs', async () => {
    await begin();
    daemon.kill('SIGSTOP');
    top.press('t');
    await top.shows('2 targets by state');
    top.press('q');
    expect(await top.ended()).to.deep.equal({ code: 0, isRestored: true });
    daemon.kill('SIGCONT');
  });

  it('shows where the cursor is without colours, too', async () => {
    top = new PtyProgram(['top'], { ...operated.place, NO_COLOR: '1' });
    await top.shows('api.example.test.');
    expect(top.screen.colours).to.be.above(0);
  });

  it('refuses a terminal that cannot move its cursor', async () => {
    top = new PtyProgram(['top'], { ...operated.place, TERM: 'dumb' });
    expect(await top.ended()).to.deep.equal({ code: 64, isRestored: true });
    expect(top.screen.isAlternate).to.equal(false);
  });

  it('fills another size', async () => {
    await begin();
    top.resize(40, 120);
    await top.shows(/^63 names by state {40}.* q quit$/m);
    expect(top.screen.lines).to.have.length(40);
    expect(top.screen.lines[39])
      .to.match(/q quit$/)
      .and.have.length(120);
    top.resize(24, 80);
    await top.shows(/^63 names by state .* q quit$/m);
    expect(top.screen.lines[23]).to.have.length(80);
    top.resize(5, 20);
    await top.shows(/\? help {2}q quit$/m);
    top.resize(1, 1);
    top.resize(24, 80);
    await top.shows('63 names by state');
  });

  it('writes only lines that changed', async () => {
    await begin();
    await top.shows(/for \d+ s/);
    const [first = ''] = top.screen.lines;
    top.screen.octets = 0;
    await top.shows(new RegExp(`^(?!${first.replaceAll(/[.()]/g, '\\$&')})healthy-dns `));
    // The age of the daemon and of each name: a screen of 24 lines takes some 2,000.
    expect(top.screen.octets).to.be.below(900);
  });

  it('never lets a name control the terminal', async () => {
    await begin();
    top.press('/hostile');
    await top.shows('1 name by state');
    expect(top.screen.text).to.match(/hostile\\027\S+2jx\.example\.test\./);
    expect(top.screen.strange).to.deep.equal([]);
  });

  it('says so when the daemon is gone, shows how it was, and goes on when it is back', async () => {
    await begin();
    daemon.kill('SIGKILL');
    await top.shows('NO ANSWER for');
    expect(top.screen.text).to.include('api.example.test.');
    const variables = zoneVariables({ www: { ips: ['127.0.0.1'], health_port: backend.port } });
    daemon = await operated.serve(variables);
    await top.shows('1 name by state');
    await top.shows(/^up +www/m);
    expect(top.screen.text).not.to.include('NO ANSWER');
  });

  it('says at once when there is nobody to ask', async () => {
    top = new PtyProgram(['top'], { HEALTHY_DNS_RUNTIME_DIRECTORY: '/nonexistent' });
    expect(await top.ended()).to.deep.equal({ code: 3, isRestored: true });
    expect(top.screen.text).to.include('error: cannot reach the daemon');
  });
});
