// BIND, Knot, NSD and PowerDNS follow this daemon: they are told, they fetch, and it is known that they have it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../../support/daemon/start-test-daemon.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { needSecondaries, secondaryProducts } from '../../support/secondaries/products.ts';
import { Secondary } from '../../support/secondaries/secondary.ts';
import type { TransferKey } from '../../support/secondaries/secondary-product.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

const apex = 'example.test';
const key: TransferKey = {
  name: 'xfr',
  algorithm: 'hmac-sha256',
  secret: Buffer.from('a secret of thirty-two octets, ok').toString('base64'),
};
const by = { uid: 0, name: 'alice' };

describe('BIND, Knot, NSD and PowerDNS as secondaries', () => {
  const secondaries: Secondary[] = [];
  let server: TestDaemon;

  before(async function () {
    needSecondaries(this);
    for (const product of secondaryProducts) secondaries.push(await Secondary.place(product));
    const keyFile = join(makeTemporaryDirectory(), 'keys.conf');
    writeFileSync(keyFile, `key "${key.name}" { algorithm ${key.algorithm}; secret "${key.secret}"; };\n`, {
      mode: 0o600,
    });
    const notify = secondaries.map(({ place: { address, port } }) => ({ address, port, key: 'xfr.' }));
    server = await startTestDaemon({
      zone: apex,
      names: { www: ['192.0.2.1', '192.0.2.2'] },
      flags: {
        'tsig-key-file': keyFile,
        transfer: JSON.stringify({ allow: [{ key: 'xfr.' }], notify }),
        ttl: '1',
      },
    });
    const following = { primary: { address: '127.0.0.1', port: server.port }, zones: [{ apex, key }] };
    await Promise.all(secondaries.map((secondary) => secondary.follow(following)));
  });
  after(async () => {
    for (const secondary of secondaries) await secondary.stop();
    await server?.stop();
  });

  const statusOf = () => server.daemon.status().secondaries?.list ?? [];
  const allCurrent = () => statusOf().length === 4 && statusOf().every(({ zones }) => zones.current === 1);

  it('are known to have the zone', async () => {
    await until('all of them have it', allCurrent).catch((cause: unknown) => {
      throw new Error(JSON.stringify(statusOf(), undefined, 1), { cause });
    });
    for (const { list, key: signedBy } of statusOf()) {
      expect(signedBy).to.equal('xfr.');
      // One that refused while it had no zone is known by what it fetched, until the next change.
      expect(list[0]?.knownBy).to.be.oneOf(['answer', 'transfer']);
    }
  });

  it('answer NOTIFY, and have a drain before it is clear', async () => {
    await until('all of them have it', allCurrent);
    const begun = await server.daemon.hand.begin({
      action: 'drain',
      subject: '192.0.2.1',
      by,
      mayEmpty: false,
    });
    expect(begun.ok && begun.value.override.waitsFor?.length).to.equal(4);
    const drained = () => server.daemon.hand.list()[0];
    await until('the last of them has it', () => drained()?.clearInMs !== undefined);
    const serial = server.daemon.zones.find((zone) => zone.apex === nameOf(apex))?.serial ?? 0;
    for (const secondary of secondaries)
      expect(await secondary.serial(apex), secondary.name).to.equal(serial);
    expect(statusOf().map(({ lastNotify }) => lastNotify?.reply)).to.deep.equal(Array(4).fill('NOERROR'));
    expect(drained()?.waitsFor).to.equal(undefined);
    await until('it is clear', () => drained()?.clearInMs === 0);
  });

  it('that stop are waited for, and not once they are back', async () => {
    await until('all of them have it', allCurrent);
    const [first] = secondaries;
    await first?.stop();
    await server.daemon.hand.begin({ action: 'drain', subject: '192.0.2.2', by, mayEmpty: true });
    const drained = () => server.daemon.hand.list().find(({ subject }) => subject === '192.0.2.2');
    await until('the others have it', () => drained()?.waitsFor?.length === 1);
    expect(drained()?.waitsFor?.[0]?.secondary).to.equal(
      `${first?.place.address}:${first?.place.port} (key xfr.)`,
    );
    expect(drained()?.clearInMs).to.equal(undefined);
    await first?.follow({ primary: { address: '127.0.0.1', port: server.port }, zones: [{ apex, key }] });
    await until('it has caught up', () => drained()?.clearInMs !== undefined, 60_000);
  });
});
