// RFC 3225: Indicating Resolver Support of DNSSEC

import { expect } from 'chai';
import { outlineOf, type SignedDaemon, startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { transports } from '../support/dns/ask-strictly.ts';

const dnssecTypes = /RRSIG| 47$| 50$/;

describe('RFC 3225', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    describe(`in a zone with ${kind.toUpperCase()}`, () => {
      let daemon: SignedDaemon;
      before(async () => {
        daemon = await startSignedDaemon(kind, { names: { www: ['192.0.2.1'], '*.wild': ['192.0.2.2'] } });
      });
      after(() => daemon.stop());

      for (const transport of transports) {
        for (const [fact, edns] of [
          ['DO is clear', { dnssecOk: false }],
          ['there is no OPT', undefined],
        ] as const) {
          it(`§3: sends no security records when ${fact}, over ${transport}`, async () => {
            for (const name of ['www', 'absent', 'x.wild', 'wild', '*.wild']) {
              for (const type of [1, 16, 6, 255]) {
                const settings = { edns } as { readonly edns?: { readonly dnssecOk?: boolean } };
                const reply = await daemon.ask(`${name}.example.test`, type, settings, transport);
                for (const section of ['answer', 'authority', 'additional'] as const) {
                  const found = outlineOf(reply, section).filter((line) => dnssecTypes.test(line));
                  expect(found, `${name} ${type}`).to.deep.equal([]);
                }
              }
            }
          });
        }

        it(`§3: copies DO into the reply, over ${transport}`, async () => {
          for (const dnssecOk of [true, false]) {
            for (const name of ['www.example.test', 'absent.example.test', 'elsewhere.test']) {
              const reply = await daemon.ask(name, 1, { edns: { dnssecOk } }, transport);
              expect(reply.edns?.dnssecOk, name).to.equal(dnssecOk);
            }
          }
        });
      }
    });
  }
});
