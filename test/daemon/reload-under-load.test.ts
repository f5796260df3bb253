// Queries during reloads: none is lost, none is answered wrongly.

import { expect } from 'chai';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { addressesOf, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { until } from '../support/until.ts';
import { type Backend, openBackend } from '../support/worlds/backend.ts';

const reloadCount = 20;

describe('reload under load', () => {
  let backend: Backend;

  before(async () => {
    backend = await openBackend();
  });
  after(() => backend.close());
  afterEach(stopDaemons);

  it('loses no query and omits no healthy address while names, paces and sockets change', async () => {
    const www = { ips: ['127.0.0.1'], health_port: backend.port };
    const server = await startReloadableDaemon({ names: { www } });
    const queries = startSteadyQueries({
      port: server.port,
      name: 'www.example.test',
      findFault(reply) {
        const found = addressesOf(reply).join();
        return found === '127.0.0.1' && reply.code === 0 ? undefined : `code ${reply.code}, [${found}]`;
      },
    });
    for (let count = 0; count < reloadCount; count++) {
      const sentBefore = queries.sentCount;
      const reloaded = await server.reload({
        names: { www, [`new${count}`]: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend.port } },
        aliases: count % 2 === 0 ? ['alias.test'] : [],
        flags: {
          ttl: String(10 + count),
          'test-min-interval': count % 2 === 0 ? '30' : '0.2',
          listen: count % 3 === 0 ? ['127.0.0.1', '127.0.0.2'] : ['127.0.0.1'],
        },
      });
      expect(reloaded.ok).to.equal(true);
      await until('ten more queries', () => queries.sentCount >= sentBefore + 10);
    }
    const { sent, lost, wrong } = await queries.stop();
    expect(sent).to.be.at.least(reloadCount * 10);
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
  });

  it('answers each query from a single configuration, never from a mixture of two', async () => {
    const one = { www: ['192.0.2.1', '192.0.2.2'] };
    const two = { www: ['198.51.100.1', '198.51.100.2', '198.51.100.3'] };
    const server = await startReloadableDaemon({ names: one });
    const known = [one, two].map(({ www }) => www.join());
    const queries = startSteadyQueries({
      port: server.port,
      name: 'www.example.test',
      findFault: (reply) =>
        known.includes(addressesOf(reply).join()) ? undefined : addressesOf(reply).join(),
    });
    for (let count = 0; count < reloadCount; count++) {
      const sentBefore = queries.sentCount;
      await server.reload({ names: count % 2 === 0 ? two : one });
      await until('five more queries', () => queries.sentCount >= sentBefore + 5);
    }
    const { lost, wrong } = await queries.stop();
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
  });
});
