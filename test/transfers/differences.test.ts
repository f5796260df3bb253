// Differences of zones that nsupdate changes, applied by dnspython: they lead to what a whole transfer brings, one after the other
// and all at once. BIND in our place shows that the judge is just.

import { expect } from 'chai';
import { signingFlags } from '../support/dns/key-file.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import {
  needPythonFollower,
  PythonFollower,
  type Transferred,
} from '../support/transfers/python-follower.ts';
import { needNsupdate, runNsupdate } from '../support/updates/run-nsupdate.ts';
import { updatedBind } from '../support/updates/updated-bind.ts';
import { signingVariables, startUpdatedDaemon } from '../support/updates/updated-daemon.ts';
import type { UpdatedServer, UpdatedZone } from '../support/updates/updated-server.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const steps = 12;
const names = Array.from({ length: 60 }, (_, n) => `n${n} IN A 192.0.2.${n}\n`);

const servers: Readonly<Record<string, (zone: UpdatedZone) => Promise<UpdatedServer>>> = {
  BIND: (zone) => updatedBind.start(zone),
  'healthy-dns': (zone) => startUpdatedDaemon(zone),
  'healthy-dns with NSEC': (zone) => startUpdatedDaemon(zone, signingVariables(signingFlags())),
  'healthy-dns with NSEC3': (zone) =>
    startUpdatedDaemon(zone, signingVariables(signingFlags(undefined, 'nsec3'))),
};

describe('A zone that is updated and followed by dnspython', () => {
  const atEnd = runAfterEach();
  for (const [what, start] of Object.entries(servers)) {
    it(`is the same by ${steps} differences of ${what}, by one over all of them, and anew`, async function () {
      needNsupdate(this);
      needPythonFollower(this);
      if (what === 'BIND') updatedBind.need(this);
      const zone = makeKeyedZone(names);
      const server = await start(zone);
      atEnd(() => server.stop());
      const python = new PythonFollower();
      atEnd(() => python.stop());
      const transfer = (holder: string, isIncremental = false): Promise<Transferred> => {
        const key = zone.transfer['hmac-sha256'];
        return python.transfer({ port: server.port, zone: `${apex}.`, holder, isIncremental, key });
      };

      const first = await transfer('chain');
      await transfer('far');
      for (let step = 0; step < steps; step++) {
        const key = zone.dynamic['hmac-sha256'];
        expect(await runNsupdate(server.port, linesOf(step), { key, tcp: step % 2 === 1 })).to.equal(
          'NOERROR',
        );
        const followed = await transfer('chain', true);
        const anew = await transfer('anew');
        expect(followed.error, followed.detail).to.equal(undefined);
        expect(followed.wasIncremental, `step ${step}`).to.equal(true);
        expect(followed.records).to.deep.equal(anew.records);
        expect(followed.serial).to.be.above(first.serial);
      }
      const far = await transfer('far', true);
      expect(far.wasIncremental).to.equal(true);
      expect(far.records).to.deep.equal((await transfer('anew')).records);

      const again = await transfer('chain', true);
      expect(again.error, again.detail).to.equal(undefined);
      expect(again.messages, 'who has it gets no more than its serial').to.equal(1);
      expect(again.records).to.deep.equal(far.records);
    });
  }
});

/** Adds, replaces and removes records, and now and then a whole name. */
function linesOf(step: number): readonly string[] {
  const name = `s${step % 5}.dyn.${apex}`;
  return [
    `zone ${apex}`,
    ...(step % 3 === 2 ? [`update delete ${name}`] : []),
    `update add ${name} ${60 + step} A 192.0.2.${step}`,
    `update add t${step}.dyn.${apex} 60 TXT "step ${step}"`,
    `update delete t${step - 3}.dyn.${apex} TXT`,
  ];
}
