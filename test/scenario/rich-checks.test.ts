// A daemon with every kind of check, over real sockets: a backend's own reply decides what is answered.

import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import { expect } from 'chai';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { portOf, started } from '../support/listen.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

const flags = { 'test-min-interval': '0.1', 'test-timeout': '5' };

describe('rich checks', () => {
  const atEnd = runAfterEach();
  let backend: Server;
  let port: number;
  /** What the backend answers on every path. */
  let status: number;
  let body: string;

  beforeEach(async () => {
    status = 200;
    body = 'ok';
    backend = await started(
      createServer((_, response) => {
        response.writeHead(status).end(body);
      }),
    );
    port = portOf(backend);
    atEnd(() => backend.close());
    atEnd(stopDaemons);
  });

  const serve = (www: object) => startReloadableDaemon({ names: { www }, flags });

  async function untilAnswered(server: { readonly port: number }, ...addresses: string[]): Promise<void> {
    const is = async () =>
      addressesOf(await queryUdp(server.port, 'www.example.test')).join() === addresses.join();
    await until(`www is answered with ${addresses.join(' ') || 'nothing'}`, is);
  }

  it('leave out a backend that accepts connections but fails, until it recovers', async () => {
    status = 500;
    const server = await serve({ ips: ['127.0.0.1'], check: { type: 'http', port, path: '/health' } });
    await untilAnswered(server);
    await until('the first failure is confirmed', () => server.events('target-down').length > 0);
    expect(server.daemon.status().targets.list[0]).to.include({
      target: `http 127.0.0.1:${port} path=/health`,
      state: 'down',
      reason: 'status 500',
    });
    status = 200;
    await untilAnswered(server, '127.0.0.1');
    expect(server.daemon.status().targets.list[0]?.reason).to.match(/^status 200 in [\d.]+ ms$/);
    body = 'out of order';
    await server.reload({
      names: { www: { ips: ['127.0.0.1'], check: { type: 'http', port, body: 'ok' } } },
      flags,
    });
    await untilAnswered(server);
    await until('that failure is confirmed too', () => server.events('target-down').length > 1);
    expect(server.events('target-down').at(-1)?.message).to.equal(
      `http 127.0.0.1:${port} body="ok" is down (body lacks "ok"); www now has no address`,
    );
  });

  it('leave out a backend whose certificate is about to expire', async () => {
    const tls = await started(
      createTlsServer(makeCertificate({ endDays: 10.5 }), (socket) => {
        socket.on('error', () => undefined);
        socket.resume();
      }),
    );
    atEnd(() => tls.close());
    const www = (minDays: number) => ({
      ips: ['127.0.0.1'],
      check: { type: 'tls', port: portOf(tls), tls: { verify: false }, min_days: minDays },
    });
    const server = await serve(www(5));
    await untilAnswered(server, '127.0.0.1');
    await server.reload({ names: { www: www(14) }, flags });
    await untilAnswered(server);
    expect(server.daemon.status().targets.list[0]?.reason).to.equal(
      'tls: certificate ends in 10 days, which is less than 14',
    );
  });

  it('publish an address as long as another one does not answer', async () => {
    const probe = { type: 'http', port, address: '127.0.0.1' };
    const server = await serve({
      ips: [
        { ip: '192.0.2.1', check: { not: probe } },
        { ip: '192.0.2.2', check: probe },
      ],
    });
    await untilAnswered(server, '192.0.2.2');
    expect(server.daemon.status().targets).to.include({ total: 1, up: 1 });
    status = 503;
    await untilAnswered(server, '192.0.2.1');
  });

  it('fall back to backups, then to the policy for all down, and return', async () => {
    const unchecked = { when_all_down: ['198.51.100.1'] };
    let sparePort = 0;
    const spare = await started(createServer((_, response) => response.end('ok')));
    sparePort = portOf(spare);
    atEnd(() => spare.close());
    const server = await serve({
      ips: ['127.0.0.1'],
      check: { type: 'http', port },
      backup: ['127.0.0.2'],
      backup_check: { type: 'http', port: sparePort, address: '127.0.0.1' },
      ...unchecked,
    });
    await untilAnswered(server, '127.0.0.1');
    status = 503;
    await untilAnswered(server, '127.0.0.2');
    expect(server.daemon.status().names).to.deep.include({ onBackup: ['www'], onPolicy: [] });
    spare.close();
    await untilAnswered(server, '198.51.100.1');
    expect(server.daemon.status().names).to.deep.include({ empty: [], onBackup: [], onPolicy: ['www'] });
    expect(server.events('name-on-policy')).to.have.length(1);
    status = 200;
    await untilAnswered(server, '127.0.0.1');
    expect(server.events('name-restored')).to.have.length(1);
  });
});
