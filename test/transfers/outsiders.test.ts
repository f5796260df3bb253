// Transfers as others judge them: dig and kdig print what they received, dnspython checks every signature and applies the
// differences. BIND in our place shows that the judges are just.

import { expect } from 'chai';
import {
  needPythonFollower,
  PythonFollower,
  type Transferred,
} from '../support/transfers/python-follower.ts';
import { type DigProgram, digZone, needDig } from '../support/transfers/run-dig.ts';
import { needNsupdate, runNsupdate } from '../support/updates/run-nsupdate.ts';
import { keyAlgorithms, makeSharedKey, type SharedKey } from '../support/updates/shared-keys.ts';
import { updatedBind } from '../support/updates/updated-bind.ts';
import { updatedDaemon } from '../support/updates/updated-daemon.ts';
import type { UpdatedServer } from '../support/updates/updated-server.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const programs: readonly DigProgram[] = ['dig', 'kdig'];
/** So that a transfer takes several messages of 64 KiB. */
const nameCount = 1200;
const longText = 'x'.repeat(240);
const steps = 8;

for (const product of [updatedBind, updatedDaemon]) {
  describe(`A zone transferred from ${product.name}`, function () {
    this.timeout(120_000);
    const zone = makeKeyedZone(
      Array.from(
        { length: nameCount },
        (_, n) => `n${n} IN A 192.0.2.${n % 256}\nn${n} IN TXT "${longText}"\n`,
      ),
    );
    const updateKey = zone.dynamic['hmac-sha256'];
    const usualKey = zone.transfer['hmac-sha256'];
    let server: UpdatedServer | undefined;
    let port = 0;
    let python: PythonFollower | undefined;
    before(async function () {
      needNsupdate(this);
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

    const strangers: readonly (readonly [
      what: string,
      given: () => { readonly key: SharedKey | undefined; readonly clockSeconds?: number },
      error: string,
    ])[] = [
      ['no key', () => ({ key: undefined }), 'TransferError'],
      ['a key that may not have it', () => ({ key: zone.idle }), 'TransferError'],
      ['a key that nobody knows', () => ({ key: makeSharedKey('unknown') }), 'PeerBadKey'],
      ['another secret', () => ({ key: { ...makeSharedKey('x'), name: usualKey.name } }), 'PeerBadSignature'],
      ['a signature of an hour ago', () => ({ key: usualKey, clockSeconds: -3600 }), 'PeerBadTime'],
      ['a signature of tomorrow', () => ({ key: usualKey, clockSeconds: 86_400 }), 'PeerBadTime'],
    ];
    for (const [what, given, error] of strangers) {
      it(`is refused to whoever has ${what}`, async () => {
        const refused = await transfer({ ...given(), holder: 'stranger' });
        expect(refused.error, refused.detail).to.equal(error);
        expect(refused.records).to.deep.equal([]);
      });
      it(`is refused to dig and kdig with ${what}`, async function () {
        const { key, clockSeconds } = given();
        // They always sign with the time of now.
        if (clockSeconds !== undefined) return;
        for (const program of programs) {
          needDig(this, program);
          const dug = await digZone(program, { port, zone: apex, key });
          expect(dug.records, dug.output).to.deep.equal([]);
        }
      });
    }

    it(`becomes the same by ${steps} differences in a row, and by one over all of them, as anew`, async () => {
      const first = await transfer({ holder: 'chain' });
      await transfer({ holder: 'far' });
      for (let step = 0; step < steps; step++) {
        const name = `s${step % 5}.dyn.${apex}`;
        const lines = [
          `zone ${apex}`,
          ...(step % 3 === 2 ? [`update delete ${name}`] : []),
          `update add ${name} ${60 + step} A 192.0.2.${step}`,
          `update add t${step}.dyn.${apex} 60 TXT "step ${step}" "${longText}"`,
          `update delete t${step - 3}.dyn.${apex} TXT`,
        ];
        expect(await runNsupdate(port, lines, { key: updateKey })).to.equal('NOERROR');
        const [followed, anew] = [
          await transfer({ holder: 'chain', isIncremental: true }),
          await transfer({ holder: 'anew' }),
        ];
        expect(followed.error, followed.detail).to.equal(undefined);
        expect(followed.wasIncremental, `step ${step}`).to.equal(true);
        expect(followed.records).to.deep.equal(anew.records);
        expect(followed.serial).to.be.above(first.serial);
      }
      const far = await transfer({ holder: 'far', isIncremental: true });
      expect(far.wasIncremental).to.equal(true);
      expect(far.records).to.deep.equal((await transfer({ holder: 'anew' })).records);
    });

    it('is not sent again to whoever has it', async () => {
      const whole = await transfer({ holder: 'same' });
      const again = await transfer({ holder: 'same', isIncremental: true });
      expect(again.error, again.detail).to.equal(undefined);
      expect(again.messages).to.equal(1);
      expect(again.records).to.deep.equal(whole.records);
    });
  });
}
