// A daemon in a separate process, told which authority to trust, and backends with bad certificates: what is answered,
// what is reported of each, and that a new certificate is all it takes.

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Server } from 'node:tls';
import { expect } from 'chai';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { endSpawned, zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { portOf, started } from '../support/listen.ts';
import { authorityPem, type CertificateSettings, makeCertificate } from '../support/make-certificate.ts';
import { until } from '../support/until.ts';

const host = 'www.example.test';

/** A name, the certificate of its backend, and what is reported of it. */
const cases: readonly (readonly [string, CertificateSettings, RegExp])[] = [
  ['good', { endDays: 30.5 }, /^status 200 in /],
  ['ending', { endDays: 10.5 }, /^tls: certificate ends in 10 days, which is less than 14$/],
  ['expired', { startDays: -30, endDays: -1 }, /^tls: certificate has expired$/],
  ['early', { startDays: 1 }, /^tls: certificate is not valid yet$/],
  ['other', { names: ['other.example.test'] }, /^tls: certificate is for another name$/],
  ['subject', { names: [], commonName: host }, /^tls: certificate has no subjectAltName$/],
  ['stranger', { isSelfSigned: true }, /^tls: certificate is self-signed$/],
];
const badNames = cases.slice(1).map(([name]) => name);

describe('backends with bad certificates', () => {
  const operated = new OperatedDaemon();
  const backends: Server[] = [];
  let port: number;

  before(async () => {
    const names: Record<string, unknown> = {};
    for (const [name, certificate] of cases) {
      const backend = createServer(makeCertificate(certificate), (_, response) => response.end('ready'));
      backend.on('tlsClientError', () => undefined);
      backends.push(await started(backend));
      const check = { type: 'https', port: portOf(backend), host, body: 'ready', min_days: 14 };
      names[name] = { ips: ['127.0.0.1'], check };
    }
    const authorities = join(operated.directory, 'authorities.pem');
    writeFileSync(authorities, authorityPem);
    await operated.serve(
      zoneVariables(names, {
        NODE_EXTRA_CA_CERTS: authorities,
        HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
        HEALTHY_DNS_TEST_MIN_INTERVAL: '0.1',
        HEALTHY_DNS_TEST_TIMEOUT: '10',
        HEALTHY_DNS_MASS_FAILURE: '1',
        HEALTHY_DNS_FLAP_LIMIT: '0',
      }),
    );
    port = await operated.dnsPort();
  });

  after(async () => {
    await endSpawned();
    for (const backend of backends) backend.close();
  });

  const targetOf = async (name: string) =>
    (await operated.status()).targets.list.find(({ names }) => names.includes(name));

  async function answered(): Promise<string[]> {
    const counts = await Promise.all(
      cases.map(async ([name]) => [name, addressesOf(await queryUdp(port, `${name}.example.test`)).length]),
    );
    return counts.filter(([, count]) => count === 1).map(([name]) => String(name));
  }

  for (const [name, , reason] of cases) {
    const state = name === 'good' ? 'up' : 'down';
    it(`reports that the backend of "${name}" is ${state}, and why`, async () => {
      await until(`${name} is ${state}`, async () => (await targetOf(name))?.state === state);
      expect((await targetOf(name))?.reason).to.match(reason);
    });
  }

  it('are in no answer, and the one with a good certificate is', async () => {
    await until('only it is answered', async () => (await answered()).join() === 'good');
  });

  it('are answered as soon as they have a good one, and dropped when it is bad again', async () => {
    const renew = (settings: CertificateSettings) => {
      for (const backend of backends.slice(1)) backend.setSecureContext(makeCertificate(settings));
    };
    renew({ endDays: 90 });
    await until('all are answered', async () => (await answered()).length === cases.length);
    renew({ endDays: 0.5 });
    await until('only the good one is answered', async () => (await answered()).join() === 'good');
    for (const name of badNames)
      expect((await targetOf(name))?.reason).to.equal(
        'tls: certificate ends in 0 days, which is less than 14',
      );
  });
});
