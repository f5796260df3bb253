// Whole zones as others judge them: dig and kdig print what they received, dnspython checks every signature. BIND in our place shows that the judges are just.

import { expect } from 'chai';
import {
  needPythonFollower,
  PythonFollower,
  type Transferred,
} from '../support/transfers/python-follower.ts';
import { type DigProgram, digZone, needDig } from '../support/transfers/run-dig.ts';
import { keyAlgorithms, makeSharedKey, type SharedKey } from '../support/updates/shared-keys.ts';
import { updatedBind } from '../support/updates/updated-bind.ts';
import { updatedDaemon } from '../support/updates/updated-daemon.ts';
import type { UpdatedServer } from '../support/updates/updated-server.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const programs: readonly DigProgram[] = ['dig', 'kdig'];
/** So that a transfer takes several messages of 64 KiB. */
const nameCount = 1200;
const longText = 'x'.repeat(240);

for (const product of [updatedBind, updatedDaemon]) {
  describe(`A zone transferred from ${product.name}`, () => {
    const zone = makeKeyedZone(
      Array.from(
        { length: nameCount },
        (_, n) => `n${n} IN A 192.0.2.${n % 256}\nn${n} IN TXT "${longText}"\n`,
      ),
    );
    const usualKey = zone.transfer['hmac-sha256'];
    let server: UpdatedServer | undefined;
    let port = 0;
    let python: PythonFollower | undefined;
    before(async function () {
      needPythonFollower(this);
      product.need(this);
      server = await product.start(zone);
      port = server.port;
      python = new PythonFollower();
    });
    after(async () => {
      python?.stop();
      await server?.stop();
    });

    function transfer(more: Partial<Parameters<PythonFollower['transfer']>[0]> = {}): Promise<Transferred> {
      if (python === undefined) throw new Error('it was started');
      return python.transfer({ port, zone: `${apex}.`, holder: 'usual', key: usualKey, ...more });
    }

    for (const algorithm of keyAlgorithms) {
      it(`is signed with ${algorithm} throughout, in several messages, and the same to dig, kdig and dnspython`, async function () {
        for (const program of programs) needDig(this, program);
        const key = zone.transfer[algorithm];
        const whole = await transfer({ key });
        expect(whole.error, whole.detail).to.equal(undefined);
        expect(whole.messages).to.be.above(3);
        expect(whole.records.length).to.be.above(2 * nameCount);
        for (const program of programs) {
          const dug = await digZone(program, { port, zone: apex, key });
          expect(dug.isComplete, dug.output.slice(-500)).to.equal(true);
          expect(dug.output).to.not.match(/WARNING|verif|BADSIG|fail/i);
          expect(dug.records.length).to.equal(whole.records.length);
        }
      });
    }

    const strangers: readonly (readonly [what: string, key: () => SharedKey | undefined, error: string])[] = [
      ['no key', () => undefined, 'TransferError'],
      ['a key that may not have it', () => zone.idle, 'TransferError'],
      ['a key that nobody knows', () => makeSharedKey('unknown'), 'PeerBadKey'],
      ['another secret', () => ({ ...makeSharedKey('x'), name: usualKey.name }), 'PeerBadSignature'],
    ];
    for (const [what, keyOf, error] of strangers) {
      it(`is refused to whoever has ${what}`, async function () {
        const key = keyOf();
        const refused = await transfer({ key, holder: 'stranger' });
        expect(refused.error, refused.detail).to.equal(error);
        expect(refused.records).to.deep.equal([]);
        for (const program of programs) {
          needDig(this, program);
          const dug = await digZone(program, { port, zone: apex, key });
          expect(dug.records, dug.output).to.deep.equal([]);
        }
      });
    }

    for (const clockSeconds of [-3600, -310, 310, 86_400]) {
      it(`is refused to whoever signs with a clock that is ${clockSeconds} s off`, async () => {
        const refused = await transfer({ clockSeconds, holder: 'stranger' });
        expect(refused.error, refused.detail).to.equal('PeerBadTime');
        expect(refused.records).to.deep.equal([]);
      });
    }
  });
}
