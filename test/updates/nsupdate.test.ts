// nsupdate as people use it, against BIND and against us: the same codes, the same records afterwards.

import { expect } from 'chai';
import { digRecords, digSerial, needNsupdate, runNsupdate } from '../support/updates/run-nsupdate.ts';
import { keyAlgorithms, makeSharedKey, type SharedKey } from '../support/updates/shared-keys.ts';
import { scriptsAbout } from '../support/updates/update-scripts.ts';
import { updatedBind } from '../support/updates/updated-bind.ts';
import { updatedDaemon } from '../support/updates/updated-daemon.ts';
import type { UpdatedServer } from '../support/updates/updated-server.ts';
import { apex, type KeyedZone, makeKeyedZone } from '../support/updates/updated-zone.ts';

for (const product of [updatedBind, updatedDaemon]) {
  describe(`nsupdate and ${product.name}: it`, () => {
    const zone: KeyedZone = makeKeyedZone();
    const key = zone.dynamic['hmac-sha256'];
    let server: UpdatedServer | undefined;
    let port = 0;
    before(async function () {
      needNsupdate(this);
      product.need(this);
      server = await product.start(zone);
      port = server.port;
    });
    // Nothing was started where it is not installed.
    after(() => server?.stop());

    const inZone = [`zone ${apex}`];
    const nameOf = (number: number) => `n${number}.dyn.${apex}`;
    for (const [number, script] of scriptsAbout('OWNER').entries()) {
      it(script.title, async () => {
        const name = nameOf(number);
        const lines = (given: readonly string[]) => [
          ...inZone,
          ...given.map((line) => line.replaceAll('OWNER', name)),
        ];
        if (script.before !== undefined) {
          expect(await runNsupdate(port, lines(script.before), { key })).to.equal('NOERROR');
        }
        const serial = await digSerial(port, apex);
        const tcp = number % 2 === 1;
        expect(await runNsupdate(port, lines(script.lines), { key, tcp })).to.equal(script.says);
        for (const [type, records] of Object.entries(script.leaves)) {
          expect(await digRecords(port, name, type), type).to.deep.equal(records);
        }
        const isNewer = (await digSerial(port, apex)) > serial;
        expect(isNewer, 'a new serial').to.equal(script.changes);
      });
    }

    for (const algorithm of keyAlgorithms) {
      for (const tcp of [false, true]) {
        it(`changes with ${algorithm} over ${tcp ? 'TCP' : 'UDP'}`, async () => {
          const name = `${algorithm}-${tcp}.dyn.${apex}`;
          const signed = { key: zone.dynamic[algorithm], tcp };
          const lines = [...inZone, `update add ${name} 60 A 192.0.2.1`];
          expect(await runNsupdate(port, lines, signed)).to.equal('NOERROR');
          expect(await digRecords(port, name, 'A')).to.deep.equal(['60 A 192.0.2.1']);
        });
      }
    }

    it('finds the zone by itself, by asking signed', async () => {
      const lines = [`update add found.dyn.${apex} 60 A 192.0.2.1`];
      expect(await runNsupdate(port, lines, { key })).to.equal('NOERROR');
      expect(await digRecords(port, `found.dyn.${apex}`, 'A')).to.deep.equal(['60 A 192.0.2.1']);
    });

    it('sends more than a datagram takes', async () => {
      const records = Array.from({ length: 20 }, (_, number) => `"${'x'.repeat(200)}${number}"`);
      const lines = [...inZone, ...records.map((data) => `update add large.dyn.${apex} 60 TXT ${data}`)];
      expect(await runNsupdate(port, lines, { key })).to.equal('NOERROR');
      const found = await digRecords(port, `large.dyn.${apex}`, 'TXT');
      expect(found).to.deep.equal(records.map((data) => `60 TXT ${data}`).sort());
    });

    it('is told NOTAUTH for a zone that is not here', async () => {
      const lines = ['zone example.org', 'update add www.example.org 60 A 192.0.2.1'];
      expect(await runNsupdate(port, lines, { key })).to.equal('NOTAUTH');
    });

    const strangers: readonly (readonly [what: string, key: () => SharedKey | undefined, says: string])[] = [
      ['no key', () => undefined, 'REFUSED'],
      ['a key that may change nothing', () => zone.idle, 'REFUSED'],
      ['a key that may change other names', () => zone.acme, 'REFUSED'],
      ['a key that nobody knows', () => makeSharedKey('unknown'), 'NOTAUTH(BADKEY)'],
      ['another secret', () => ({ ...makeSharedKey('x'), name: key.name }), 'NOTAUTH(BADSIG)'],
      ['another algorithm', () => ({ ...key, algorithm: 'hmac-sha512' }), 'NOTAUTH(BADKEY)'],
    ];
    for (const [what, keyOf, says] of strangers) {
      for (const tcp of [false, true]) {
        it(`changes nothing with ${what} over ${tcp ? 'TCP' : 'UDP'}`, async () => {
          const serial = await digSerial(port, apex);
          const lines = [...inZone, `update add stranger.dyn.${apex} 60 A 192.0.2.1`];
          expect(await runNsupdate(port, lines, { key: keyOf(), tcp })).to.equal(says);
          expect(await digRecords(port, `stranger.dyn.${apex}`, 'A')).to.deep.equal([]);
          expect(await digSerial(port, apex)).to.equal(serial);
        });
      }
    }
  });
}
