// RFC 8020: NXDOMAIN: There Really Is Nothing Underneath

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { kindOf, queryStrictly, transports } from '../support/dns/ask-strictly.ts';

const owners = ['www', 'a.b.c.d.e', 'x.b.c.d.e', 'y.d.e', '_sip._tcp.host', '*.wild.deep', 'down.under'];

describe('RFC 8020', () => {
  let server: TestDaemon;
  before(async () => {
    const names = Object.fromEntries(owners.map((owner) => [owner, ['192.0.2.1'] as unknown]));
    names['down.under'] = { ips: ['127.0.80.20'], health_port: 1 };
    server = await startTestDaemon({
      names,
      aliases: ['alias.test'],
      flags: { 'test-min-interval': '0.2', 'test-timeout': '0.2' },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    for (const apex of ['example.test', 'alias.test']) {
      const kindAt = async (name: string, type = 1) =>
        kindOf(await queryStrictly(transport, server.port, name, { type }));

      it(`§2: never denies a name that has a name below it, in ${apex} over ${transport}`, async () => {
        for (const owner of owners) {
          const labels = owner.split('.');
          for (let i = 0; i <= labels.length; i++) {
            const name = [...labels.slice(i), apex].join('.');
            for (const type of [1, 28, 255]) {
              expect(await kindAt(name, type), `${name} ${type}`).to.not.equal('nxdomain');
            }
          }
        }
      });

      it(`§2: denies every name below a denied name, in ${apex} over ${transport}`, async () => {
        for (const above of [
          '',
          'www.',
          'b.c.d.e.',
          'c.d.e.',
          'e.',
          'a.b.c.d.e.',
          '_tcp.host.',
          'deep.',
          'under.',
        ]) {
          let name = `absent.${above}${apex}`;
          for (const label of ['www', 'a', '*', 'absent', 'x']) {
            expect(await kindAt(name), name).to.equal('nxdomain');
            name = `${label}.${name}`;
          }
        }
      });

      it(`§3.1: does so for every type, in ${apex} over ${transport}`, async () => {
        for (const type of [1, 2, 6, 16, 28, 255, 65280]) {
          expect(await kindAt(`absent.${apex}`, type), String(type)).to.equal('nxdomain');
          expect(await kindAt(`c.d.e.${apex}`, type), String(type)).to.equal('nodata');
        }
      });
    }
  }
});
