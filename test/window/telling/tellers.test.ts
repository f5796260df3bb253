import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NotifyReceiver } from '../../../src/config/settings/notify-receiver.ts';
import type { NotificationsStatus } from '../../../src/control/protocol/notifications.ts';
import type { Happening, TargetFacts } from '../../../src/window/model/news.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import { Tellers } from '../../../src/window/telling/tellers.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { portOf, started } from '../../support/listen.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { nameEmpty, other, startMs, targetDown, targetUp } from '../../support/telling/happenings.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { makeName, makeSummary, makeTarget, makeTick } from '../../support/worlds/window-facts.ts';

const key = 'tcp 192.0.2.1:80';

interface Body {
  readonly title: string;
  readonly events: readonly { readonly event: string; readonly name: string; readonly message: string }[];
}

class Receiver {
  readonly server: Server;
  readonly got: Body[] = [];
  tries = 0;
  answer: RequestListener = (_, response) => response.writeHead(204).end();

  constructor() {
    this.server = createServer((request, response) => void this.#take(request, response));
  }

  get settings(): NotifyReceiver {
    const url = `http://127.0.0.1:${portOf(this.server)}/secret-path`;
    return { kind: 'url', format: 'json', url, label: `http://127.0.0.1:${portOf(this.server)}/…`, id: url };
  }

  get titles(): readonly string[] {
    return this.got.map(({ title }) => title);
  }

  async #take(request: IncomingMessage, response: Parameters<RequestListener>[1]): Promise<void> {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Body;
    this.tries++;
    response.on('finish', () => {
      if (response.statusCode < 300) this.got.push(body);
    });
    this.answer(request, response);
  }
}

describe('Tellers', () => {
  const atEnd = runAfterEach();
  let clock: FakeClock;
  let directory: string;

  beforeEach(() => {
    clock = new FakeClock();
    clock.wall = startMs / 1000;
    directory = makeTemporaryDirectory();
  });

  async function startReceiver(): Promise<Receiver> {
    const receiver = new Receiver();
    await started(receiver.server);
    atEnd(() => {
      receiver.server.closeAllConnections();
      receiver.server.close();
    });
    return receiver;
  }

  /** A daemon that has just started. */
  function start(receivers: readonly NotifyReceiver[], targets: readonly TargetFacts[] = [makeTarget()]) {
    const { logger, entries } = createRecordingLogger();
    const model = new WindowModel();
    let status: NotificationsStatus | undefined;
    const tellers = new Tellers(receivers, {
      ...{ model, logger, clock, environment: {}, stateDirectory: directory },
      random: () => 0.5,
      resolver: { lookUp: async () => new Map() },
      report: (next) => {
        status = next;
      },
    });
    atEnd(() => tellers.stop());
    model.apply({ kind: 'shape', targets, names: [makeName()] });
    const startedSeconds = clock.wall;
    const tick = () => model.apply(makeTick({ summary: makeSummary({ startedSeconds }) }));
    tick();
    return {
      ...{ tellers, model, entries, tick },
      status: () => status?.receivers[0],
      happen: (...happenings: readonly Happening[]) => {
        for (const happening of happenings) model.apply({ kind: 'happening', happening });
      },
      change: (...changed: readonly TargetFacts[]) =>
        model.apply({ kind: 'changes', targets: changed, names: [] }),
    };
  }

  /** Lets time pass until it is so. */
  async function passUntil(what: string, holds: () => boolean): Promise<void> {
    await until(what, () => {
      if (holds()) return true;
      clock.wall += 1;
      clock.advance(1000);
      return false;
    });
  }

  /** Time enough for a message that should not come. */
  async function passQuietly(): Promise<void> {
    for (let second = 0; second < 30; second++) {
      clock.wall += 1;
      clock.advance(1000);
      await new Promise(setImmediate);
    }
  }

  /** What is kept for the next run. */
  function kept(): string {
    const path = join(directory, 'notified.json');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  const now = () => clock.wall * 1000;
  const down = (given: Partial<TargetFacts> = {}) =>
    makeTarget({ state: 'down', reason: 'refused', ...given });

  it('tells what goes down and comes up again', async () => {
    const receiver = await startReceiver();
    const { happen, change, status } = start([receiver.settings]);
    happen(targetDown(key, now()), nameEmpty('www', now()));
    change(down());
    await passUntil('it is told', () => receiver.got.length === 1);
    expect(receiver.titles[0]).to.equal('www has no address; 192.0.2.1:80 is down');
    await until('that is known', () => status()?.deliveredSeconds !== undefined);
    happen(targetUp(key, now()));
    change(makeTarget());
    await passUntil('that it is up is told', () => receiver.got.length === 2);
    expect(receiver.titles[1]).to.match(/192\.0\.2\.1:80 is up again after \d+ s$/);
  });

  it('says nothing at a start where all is well, nor at one where all is as it was told', async () => {
    const receiver = await startReceiver();
    const first = start([receiver.settings]);
    await passQuietly();
    expect(receiver.tries).to.equal(0);
    first.happen(targetDown(key, now()));
    first.change(down());
    await passUntil('it is told', () => receiver.got.length === 1);
    await until('that is kept', () => kept().includes(key));
    await first.tellers.stop();
    const second = start([receiver.settings], [down()]);
    second.happen(targetDown(key, now()));
    await passQuietly();
    expect(receiver.tries).to.equal(1);
  });

  it('tells after a restart what came up, went down or was removed meanwhile', async () => {
    const receiver = await startReceiver();
    const others = ['b', 'c'].map((name) => makeTarget({ key: `tcp ${name}` }));
    const first = start([receiver.settings], [down(), ...others]);
    first.happen(targetDown(key, now()), targetDown('tcp c', now()));
    first.change(down({ key: 'tcp c' }));
    await passUntil('they are told', () => receiver.got.length === 1);
    await until('that is kept', () => kept().includes('tcp c'));
    await first.tellers.stop();
    start([receiver.settings], [makeTarget(), down({ key: 'tcp b' })]);
    await passUntil('all is told', () => receiver.got.length === 2);
    expect(receiver.got[1]?.events.map(({ event, name }) => `${event} ${name}`)).to.have.members([
      'found-wrong tcp b',
      `found-well ${key}`,
      'removed tcp c',
    ]);
  });

  it('waits for the first probe of a target before it says that one is up again', async () => {
    const receiver = await startReceiver();
    const first = start([receiver.settings], [down()]);
    await passUntil('it is told', () => receiver.got.length === 1);
    await until('that is kept', () => kept().includes(key));
    await first.tellers.stop();
    const second = start([receiver.settings], [makeTarget({ state: 'unknown' })]);
    await passQuietly();
    expect(receiver.tries).to.equal(1);
    second.change(makeTarget());
    await passUntil('it is up', () => receiver.got.length === 2);
    expect(receiver.titles[1]).to.match(/^All well: 192\.0\.2\.1:80 is up again/);
  });

  it('takes for over what nobody has seen for five minutes after a restart', async () => {
    const receiver = await startReceiver();
    const first = start([receiver.settings]);
    first.happen(other('secondary-behind', { secondary: '192.0.2.53:53' }, now()));
    await passUntil('it is told', () => receiver.got.length === 1);
    await until('that is kept', () => kept().includes('behind'));
    await first.tellers.stop();
    clock.wall += 10;
    const second = start([receiver.settings]);
    await passQuietly();
    second.tick();
    await passQuietly();
    expect(receiver.tries).to.equal(1);
    clock.wall += 300;
    second.tick();
    await passUntil('it is over', () => receiver.got.length === 2);
    expect(receiver.got[1]?.events[0]?.event).to.equal('presumed-over');
  });

  it('tells those who can be reached while another hangs, and that one once it answers', async () => {
    const [hanging, fine] = [await startReceiver(), await startReceiver()];
    hanging.answer = () => undefined;
    const { happen, change, status, entries } = start([hanging.settings, fine.settings]);
    happen(targetDown(key, now()));
    change(down());
    await passUntil('one is told', () => fine.got.length === 1);
    await passUntil('the other has failed twice', () => hanging.tries === 2 && entries.length > 0);
    expect(status()).to.deep.include({ pending: 1, problem: 'no answer within 15 s' });
    expect(entries[0]?.fields.event).to.equal('notification-failed');
    expect(entries[0]?.message).to.match(
      /^cannot notify http:\/\/127\.0\.0\.1:\d+\/…: no answer within 15 s/,
    );
    hanging.answer = (_, response) => response.writeHead(200).end();
    await passUntil('both are told', () => hanging.got.length === 1);
    await until('that is said', () => entries.at(-1)?.fields.event === 'notification-works');
    expect(JSON.stringify(entries)).not.to.contain('secret-path');
  });

  it('tells a receiver that recovers what is so by then, in one message', async () => {
    const receiver = await startReceiver();
    receiver.answer = (_, response) => response.writeHead(500).end();
    const { happen, change } = start([receiver.settings]);
    happen(targetDown(key, now()));
    change(down());
    await passUntil('it was tried three times', () => receiver.tries === 3);
    happen(nameEmpty('www', now()));
    receiver.answer = (_, response) => response.writeHead(429, { 'retry-after': '1' }).end();
    await passUntil('it was tried again', () => receiver.tries === 4);
    receiver.answer = (_, response) => response.writeHead(200).end();
    await passUntil('it is told', () => receiver.got.length === 1);
    expect(receiver.titles).to.deep.equal(['www has no address; 192.0.2.1:80 is down']);
  });

  it('tries again at once when our own network is back', async () => {
    const receiver = await startReceiver();
    receiver.answer = (_, response) => response.destroy();
    const { happen, change } = start([receiver.settings]);
    happen(other('own-network-suspect', {}, now()), targetDown(key, now()));
    change(down());
    await passUntil('it was tried seven times', () => receiver.tries === 7);
    receiver.answer = (_, response) => response.writeHead(200).end();
    happen(other('own-network-back', {}, now()));
    const beginMs = clock.monotonicMs();
    await passUntil('it is told', () => receiver.got.length === 1);
    expect(clock.monotonicMs() - beginMs).to.be.at.most(60_000);
    expect(receiver.titles[0]).to.match(
      /^192\.0\.2\.1:80 is down; the network of this machine was suspect for \d/,
    );
  });

  it('tells a receiver that a reload adds what is wrong, and none that one removes', async () => {
    const [one, added] = [await startReceiver(), await startReceiver()];
    const { tellers, happen, change } = start([one.settings]);
    happen(targetDown(key, now()));
    change(down());
    await passUntil('it is told', () => one.got.length === 1);
    tellers.apply([added.settings]);
    await passUntil('the other is told', () => added.got.length === 1);
    happen(targetDown('tcp b', now()));
    await passUntil('and again', () => added.got.length === 2);
    expect(one.tries).to.equal(1);
  });

  it('says nothing of a target that was drained before it was stopped', async () => {
    const receiver = await startReceiver();
    const { happen, change } = start([receiver.settings]);
    happen(targetDown(key, now()));
    change(down({ override: 'drained' }));
    await passQuietly();
    expect(receiver.tries).to.equal(0);
    change(down());
    await passUntil('the drain has ended', () => receiver.got.length === 1);
    expect(receiver.got[0]?.events[0]).to.include({
      event: 'found-wrong',
      message: `${key} is down (refused)`,
    });
  });

  it('says nothing of a target that is down before and after a reload that gives its check other settings', async () => {
    const receiver = await startReceiver();
    const { happen, change, model } = start([receiver.settings]);
    happen(targetDown(key, now()));
    change(down());
    await passUntil('it is told', () => receiver.got.length === 1);
    const anew = `${key} timeout=1`;
    model.apply({ kind: 'shape', targets: [down({ key: anew, state: 'unknown' })], names: [makeName()] });
    await passQuietly();
    happen(targetDown(anew, now()));
    change(down({ key: anew }));
    await passQuietly();
    expect(receiver.tries).to.equal(1);
    happen(targetUp(anew, now()));
    change(makeTarget({ key: anew }));
    await passUntil('that it is up is told', () => receiver.got.length === 2);
    expect(receiver.titles[1]).to.match(/^All well: 192\.0\.2\.1:80 is up again after \d+ (?:s|min)$/);
    expect(receiver.got[1]?.events.map(({ name }) => name)).to.deep.equal([anew]);
  });

  it('tells that a target is up again whose check a restart gave other settings', async () => {
    const receiver = await startReceiver();
    const first = start([receiver.settings], [down()]);
    await passUntil('it is told', () => receiver.got.length === 1);
    await until('that is kept', () => kept().includes(key));
    await first.tellers.stop();
    start([receiver.settings], [makeTarget({ key: 'http 192.0.2.1:80 path=/health' })]);
    await passUntil('it is up', () => receiver.got.length === 2);
    expect(receiver.titles[1]).to.match(/^All well: 192\.0\.2\.1:80 is up again/);
  });

  it('does not take another check of the same server, which was there before, for one that is gone', async () => {
    const receiver = await startReceiver();
    const other = makeTarget({ key: 'http 192.0.2.1:80 path=/health' });
    const { happen, change, model } = start([receiver.settings], [makeTarget(), other]);
    happen(targetDown(key, now()));
    change(down());
    await passUntil('it is told', () => receiver.got.length === 1);
    model.apply({ kind: 'shape', targets: [other], names: [makeName()] });
    await passUntil('it is gone', () => receiver.got.length === 2);
    expect(receiver.titles[1]).to.equal('All well: 192.0.2.1:80 is no longer configured');
  });

  it('sends a test to everybody, and says what came back', async () => {
    const [fine, broken] = [await startReceiver(), await startReceiver()];
    broken.answer = (_, response) => response.writeHead(403).end('invalid_token');
    const { tellers } = start([fine.settings, broken.settings]);
    const { results } = await tellers.test();
    expect(results.map(({ problem }) => problem)).to.deep.equal([undefined, 'it answers 403: invalid_token']);
    expect(fine.titles).to.deep.equal(['this is a test']);
    expect(fine.got[0]).to.include({ test: true });
  });

  it('goes on without a file that is damaged, and says so', async () => {
    const receiver = await startReceiver();
    writeFileSync(join(directory, 'notified.json'), '{"version": 1, "receivers": {"x": [5]}}');
    const { happen, change, entries } = start([receiver.settings]);
    expect(entries[0]?.fields.event).to.equal('notified-unreadable');
    happen(targetDown(key, now()));
    change(down());
    await passUntil('it is told', () => receiver.got.length === 1);
  });

  it('leaves neither timers nor what is well behind when nobody is to be told', async () => {
    const { tellers, happen, tick, status } = start([]);
    for (let target = 0; target < 100; target++)
      happen(targetDown(`tcp ${target}`, now()), targetUp(`tcp ${target}`, now()));
    tick();
    await passQuietly();
    await tellers.stop();
    expect(status()).to.equal(undefined);
    expect(clock.timerCount).to.equal(0);
  });
});
