// A daemon with malicious backends, over real sockets: what is answered, what is reported of each, and that the healthy
// one is in every answer all the while.

import { createServer } from 'node:http';
import { expect } from 'chai';
import type { TargetStatus } from '../../src/control/protocol/status.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import {
  addressesOf,
  expectAddresses,
  type SteadyQueries,
  startSteadyQueries,
} from '../support/dns/steady-queries.ts';
import { portOf, started } from '../support/listen.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { type HostileAct, type HostileServer, openHostileServer } from '../support/worlds/hostile-server.ts';

/** Many fail at once here, over and over, and it is their own fault. */
const flags = {
  'test-min-interval': '0.1',
  // For the healthy ones: if they are slow, it is this machine.
  'test-timeout': '10',
  'mass-failure': '1',
  'flap-limit': '0',
};
/** Only for those that never finish: no other may be given up because this machine is busy. */
const impatience = { timeout: 0.4 };
const unverified = { tls: { verify: false } };
const wantsBody = { body: 'ready' };

/** Which backend, probed how, gets which reason; `secured` means after a proper TLS handshake. */
const cases: readonly (readonly [HostileAct, secured: boolean, check: { readonly type: string }, RegExp])[] =
  [
    ['never-speaks', false, { type: 'tcp' }, /^accepted in /],
    ['never-speaks', false, { type: 'http' }, /^timeout$/],
    ['never-speaks', false, { type: 'tls' }, /^timeout$/],
    ['never-speaks', false, { type: 'https' }, /^timeout$/],
    ['never-speaks', true, { type: 'tls', ...unverified }, /^handshake in /],
    ['never-speaks', true, { type: 'https', ...unverified }, /^timeout$/],
    ['never-speaks', true, { type: 'tls' }, /^tls: certificate is not signed by a trusted authority$/],
    ['never-speaks', true, { type: 'https' }, /^tls: certificate is not signed by a trusted authority$/],
    ['resets', false, { type: 'tcp' }, /^accepted in /],
    ['resets', false, { type: 'http' }, /^reset$/],
    ['resets', false, { type: 'tls' }, /^reset$/],
    ['resets', true, { type: 'https', ...unverified }, /^reset$/],
    ['resets-in-body', false, { type: 'http', ...wantsBody }, /^reset$/],
    ['talks-garbage', false, { type: 'tcp' }, /^accepted in /],
    ['talks-garbage', false, { type: 'http' }, /^the reply is not HTTP$/],
    ['talks-garbage', false, { type: 'tls' }, /^tls: the other side does not speak TLS$/],
    ['talks-garbage', true, { type: 'https', ...unverified }, /^the reply is not HTTP$/],
    ['slow-head', false, { type: 'http' }, /^timeout$/],
    ['slow-head', true, { type: 'https', ...unverified }, /^timeout$/],
    ['slow-body', false, { type: 'http' }, /^status 200 in /],
    ['slow-body', false, { type: 'http', ...wantsBody }, /^timeout$/],
    ['endless-head', false, { type: 'http' }, /^the head of the reply is longer than 64 KiB$/],
    ['endless-body', false, { type: 'http' }, /^status 200 in /],
    ['endless-body', false, { type: 'http', ...wantsBody }, /^body lacks "ready" in 64 KiB$/],
    ['endless-body', true, { type: 'https', ...wantsBody, ...unverified }, /^body lacks "ready" in 64 KiB$/],
    ['stalls-in-handshake', false, { type: 'tcp' }, /^accepted in /],
    ['stalls-in-handshake', false, { type: 'tls' }, /^timeout$/],
    ['stalls-in-handshake', false, { type: 'https' }, /^timeout$/],
  ];

const isTimeout = (reason: RegExp) => reason.test('timeout');
const isSuccess = (reason: RegExp) => reason.source.endsWith(' in ');
/** The name includes its position in the table, because two may differ only in whether their certificate is verified. */
const nameOf = (row: number) => `${cases[row]?.[0]}-${row}`;
const addressesIn = async (server: ReloadableDaemon, name: string) =>
  addressesOf(await queryUdp(server.port, `${name}.example.test`));

function targetOf({ daemon }: ReloadableDaemon, name: string): TargetStatus {
  const found = daemon.status().targets.list.find(({ names }) => names.includes(name));
  if (found === undefined) throw new Error(`nothing is probed for ${name}`);
  return found;
}

const findFault = expectAddresses('127.0.0.1');

/** A healthy backend, until told otherwise. */
async function openHealthy(statusOf: (request: number) => number = () => 200) {
  const paths: (string | undefined)[] = [];
  const server = await started(
    createServer(({ url }, response) => {
      paths.push(url);
      response.writeHead(statusOf(paths.length), { location: '/elsewhere' }).end('ready');
    }),
  );
  return {
    port: portOf(server),
    /** What was asked for, request by request. */
    paths,
    get requests() {
      return paths.length;
    },
    close: () => server.close(),
  };
}

type Healthy = Awaited<ReturnType<typeof openHealthy>>;

const checkOf = ({ port }: Healthy, more = {}) => ({
  ips: ['127.0.0.1'],
  check: { type: 'http', port, ...more },
});

describe('hostile backends, one per name', () => {
  const hostile: HostileServer[] = [];
  let healthy: Healthy;
  let redirecting: Healthy;
  let server: ReloadableDaemon;
  let queries: SteadyQueries | undefined;

  before(async () => {
    healthy = await openHealthy();
    redirecting = await openHealthy(() => 302);
    const names: Record<string, unknown> = {
      www: checkOf(healthy, wantsBody),
      moved: checkOf(redirecting, { expect: '200-299' }),
    };
    for (const [row, [act, isSecured, check, reason]] of cases.entries()) {
      const opened = await openHostileServer(act, { isSecured });
      hostile.push(opened);
      names[nameOf(row)] = {
        ips: ['127.0.0.1'],
        check: { ...check, port: opened.port, ...(isTimeout(reason) ? impatience : {}) },
      };
    }
    server = await startReloadableDaemon({ names, flags });
    queries = startSteadyQueries({ port: server.port, name: 'www.example.test', everyMs: 5, findFault });
  });

  after(async () => {
    await queries?.stop();
    await stopDaemons();
    for (const one of hostile) one.close();
    healthy.close();
    redirecting.close();
  });

  for (const [row, [act, isSecured, check, reason]] of cases.entries()) {
    const who = `${act}${isSecured ? ' behind a handshake' : ''}, asked with ${JSON.stringify(check)}`;
    it(`${isSuccess(reason) ? 'is answered' : 'is left out'} and says why: ${who}`, async () => {
      const state = isSuccess(reason) ? 'up' : 'down';
      await until(`${nameOf(row)} is ${state}`, () => targetOf(server, nameOf(row)).state === state);
      expect(targetOf(server, nameOf(row)).reason).to.match(reason);
      await until('so it is answered', async () => {
        const addresses = await addressesIn(server, nameOf(row));
        return addresses.join() === (state === 'up' ? '127.0.0.1' : '');
      });
    });
  }

  it('is left out and says why: an unexpected redirect, which is not followed', async () => {
    await until('it is down', () => targetOf(server, 'moved').state === 'down');
    expect(targetOf(server, 'moved').reason).to.equal('status 302');
    expect(await addressesIn(server, 'moved')).to.deep.equal([]);
    expect(new Set(redirecting.paths)).to.deep.equal(new Set(['/']));
  });

  it('keep their verdicts, are probed over and over, and disturb nobody', async () => {
    const changes = () => server.events('target-up').length + server.events('target-down').length;
    const changesBefore = changes();
    const before = hostile.map(({ accepted }) => accepted);
    const requestsBefore = healthy.requests;
    await until('all were asked three times more', () =>
      hostile.every(({ accepted }, row) => accepted >= (before[row] ?? 0) + 3),
    );
    const silent = hostile[1];
    // A slow backend must not delay others.
    expect(healthy.requests - requestsBefore).to.be.above((silent?.accepted ?? 0) - (before[1] ?? 0));
    expect(changes()).to.equal(changesBefore);
    expect(targetOf(server, 'www')).to.include({ state: 'up' });
    const asked = await queries?.stop();
    expect(asked?.sent).to.be.above(100);
    expect(asked).to.deep.include({ lost: 0, wrong: [] });
  });

  it('have no connection left once they are no longer configured', async () => {
    expect(hostile.some(({ open }) => open > 0)).to.equal(true);
    await server.reload({ names: { www: checkOf(healthy, wantsBody) }, flags });
    await until('all connections are gone', () => hostile.every(({ open }) => open === 0));
    expect(await addressesIn(server, 'www')).to.deep.equal(['127.0.0.1']);
  });
});

describe('a flapping backend', () => {
  const atEnd = runAfterEach();
  let statusOf: (request: number) => number;
  let fickle: Healthy;

  beforeEach(async () => {
    statusOf = () => 200;
    fickle = await openHealthy((request) => statusOf(request));
    atEnd(() => fickle.close());
    atEnd(stopDaemons);
  });

  const alternate = (request: number) => (request % 2 === 0 ? 200 : 500);
  async function serve(check = {}): Promise<ReloadableDaemon> {
    return startReloadableDaemon({ names: { www: checkOf(fickle, check) }, flags });
  }
  const untilAskedAgain = (times: number) => {
    const enough = fickle.requests + times;
    return until(`it was asked ${times} times more`, () => fickle.requests >= enough);
  };

  it('is followed each time that it fails for good and recovers', async () => {
    const server = await serve();
    for (let round = 1; round <= 4; round++) {
      statusOf = () => 500;
      await until('it is left out', async () => (await addressesIn(server, 'www')).length === 0);
      await until('it is said', () => server.events('target-down').length === round);
      expect(targetOf(server, 'www').reason).to.equal('status 500');
      statusOf = () => 200;
      await until('it is answered', async () => (await addressesIn(server, 'www')).length === 1);
    }
    expect(server.events('target-held')).to.deep.equal([]);
  });

  it('is in every answer while it never fails twice in a row', async () => {
    const server = await serve({ fall: 2 });
    statusOf = alternate;
    const queries = startSteadyQueries({ port: server.port, name: 'www.example.test', findFault });
    atEnd(() => queries.stop());
    await untilAskedAgain(20);
    expect((await queries.stop()).wrong).to.deep.equal([]);
    expect(server.events('target-down')).to.deep.equal([]);
  });

  it('is in no answer while it never works twice in a row', async () => {
    const server = await serve({ rise: 2 });
    statusOf = () => 500;
    await until('it is left out', async () => (await addressesIn(server, 'www')).length === 0);
    statusOf = alternate;
    const settled = server.events('target-up').length;
    await untilAskedAgain(20);
    expect(await addressesIn(server, 'www')).to.deep.equal([]);
    expect(server.events('target-up')).to.have.length(settled);
    statusOf = () => 200;
    await until('it is answered', async () => (await addressesIn(server, 'www')).length === 1);
  });
});
