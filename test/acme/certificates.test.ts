// Real certificates for a wildcard name, from a real ACME authority to the clients that people have, the challenges
// published in our zone. BIND in our place shows that the same test holds for whoever keeps to RFC 2136.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import {
  type CertificateOrder,
  needClient,
  type OrderedCertificate,
  orderWithCertbot,
  orderWithCertbotHook,
  orderWithDehydrated,
  orderWithLego,
  type UpdatedBySigning,
} from '../support/acme/acme-clients.ts';
import { readCertificate } from '../support/acme/read-certificate.ts';
import { needPebble, startPebble } from '../support/acme/start-pebble.ts';
import { testedProgram } from '../support/daemon/tested-program.ts';
import { queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needOpenssl } from '../support/run-openssl.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { updatedBind } from '../support/updates/updated-bind.ts';
import { startUpdatedDaemon, updatedDaemon } from '../support/updates/updated-daemon.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const clients = { lego: orderWithLego, certbot: orderWithCertbot } as const;
const hooked = { certbot: orderWithCertbotHook, dehydrated: orderWithDehydrated } as const;
const root = resolve(import.meta.dirname, '../../..');

describe('Certificates', () => {
  const atEnd = runAfterEach();

  for (const product of [updatedBind, updatedDaemon]) {
    for (const program of ['lego', 'certbot'] as const) {
      it(`are issued to ${program} for a wildcard name through ${product.name}, which keeps no challenge`, async function () {
        needPebble(this);
        needOpenssl(this);
        needClient(this, program);
        product.need(this);
        const zone = makeKeyedZone();
        const server = await product.start(zone);
        atEnd(() => server.stop());
        const authority = await startPebble(`127.0.0.1:${server.port}`);
        atEnd(() => authority.stop());
        const order: CertificateOrder = { authority, domain: apex };
        const how: UpdatedBySigning = { port: server.port, key: zone.acme };
        await expectCertificate(await clients[program](order, how), order);
        await expectNoChallenges(server.port);
      });
    }
  }

  for (const program of ['certbot', 'dehydrated'] as const) {
    it(`are issued to ${program} with our hook, which keeps no challenge`, async function () {
      needPebble(this);
      needOpenssl(this);
      needClient(this, program);
      const server = await startUpdatedDaemon(makeKeyedZone());
      atEnd(() => server.stop());
      const authority = await startPebble(`127.0.0.1:${server.port}`);
      atEnd(() => authority.stop());
      const order: CertificateOrder = { authority, domain: apex };
      const script = join(root, 'debian/acme-hook.sh');
      const environment = { HEALTHY_DNS: writeProgram(), ...server.operated.place };
      await expectCertificate(await hooked[program](order, { script, environment }), order);
      await expectNoChallenges(server.port);
    });
  }
});

/** As it is installed: one word. */
function writeProgram(): string {
  const file = join(makeTemporaryDirectory(), 'healthy-dns');

  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${testedProgram}' "$@"\n`, { mode: 0o755 });
  return file;
}

async function expectCertificate(ordered: OrderedCertificate, { authority, domain }: CertificateOrder) {
  expect(ordered.code, `${ordered.output}${ordered.errors}`).to.equal(0);
  const read = await readCertificate(ordered, authority.root);
  expect(read.names).to.deep.equal([`*.${domain}`, domain]);
  expect(read.issuer).to.include('Pebble Intermediate CA');
  expect(read.isVerified).to.equal(true);
}

async function expectNoChallenges(port: number): Promise<void> {
  for (const ask of [queryUdp, queryTcp]) {
    const { answers } = await ask(port, `_acme-challenge.${apex}`, { type: 16 });
    expect(answers).to.deep.equal([]);
  }
}
