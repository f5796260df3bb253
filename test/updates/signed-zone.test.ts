// Updates of signed zones: what nsupdate adds and removes, a validator believes at once, its presence and its absence.

import { expect } from 'chai';
import { createDelv, needDelv } from '../support/dns/ask-delv.ts';
import { dsRecord, keyFile, signingFlags } from '../support/dns/key-file.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { needUnbound, startUnbound } from '../support/dns/start-unbound.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needNsupdate, runNsupdate } from '../support/updates/run-nsupdate.ts';
import { signingVariables, startUpdatedDaemon } from '../support/updates/updated-daemon.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const textType = 16;

describe('An update of a zone signed', () => {
  const atEnd = runAfterEach();

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`with ${kind.toUpperCase()} is believed by delv and unbound as soon as it is confirmed`, async function () {
      needNsupdate(this);
      needDelv(this);
      needUnbound(this);
      const zone = makeKeyedZone();
      const file = keyFile();
      const server = await startUpdatedDaemon(zone, signingVariables(signingFlags(file, kind)));
      atEnd(() => server.stop());
      const anchor = dsRecord(nameOf(apex), file);
      const delv = createDelv({ apex, port: server.port, anchor });
      const unbound = await startUnbound([{ apex, port: server.port, anchor }]);
      atEnd(() => unbound.stop());

      const name = `_acme-challenge.${apex}`;
      const update = (line: string) => runNsupdate(server.port, [`zone ${apex}`, line], { key: zone.acme });
      const believed = async (present: boolean) => {
        const { verdict, output } = await delv.ask(name, 'TXT');
        expect(verdict, output).to.equal(`${present ? '' : 'negative response, '}fully validated`);
        const { kind: found, isSecure } = await unbound.ask(name, textType);
        expect({ found: found === 'data', isSecure }, unbound.log).to.deep.equal({
          found: present,
          isSecure: true,
        });
      };
      await believed(false);
      for (const text of ['one', 'two']) {
        expect(await update(`update add ${name} 60 TXT "${text}"`)).to.equal('NOERROR');
        await believed(true);
      }
      expect(await update(`update delete ${name} TXT "one"`)).to.equal('NOERROR');
      await believed(true);
      expect(await update(`update delete ${name} TXT`)).to.equal('NOERROR');
      await believed(false);
    });
  }
});
