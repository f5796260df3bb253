// RFC 3597: Handling of Unknown DNS Resource Record (RR) Types

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askStrictly, Code, kindOf, queryStrictly, soaIn, transports } from '../support/dns/ask-strictly.ts';
import { makeQuery } from '../support/dns/dns-client.ts';

/** Unassigned, private or so rare that no server needs to know them; none of them means another kind of query. */
const unknownTypes = [0, 3, 38, 99, 128, 200, 248, 256, 1000, 32768, 61440, 65280, 65534, 65535];

describe('RFC 3597', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      names: { www: ['192.0.2.1'], 'a.b': ['192.0.2.2'], '*.wild': ['192.0.2.3'] },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);

      for (const type of unknownTypes) {
        it(`§3: treats TYPE${type} as a type that no name has`, async () => {
          for (const name of ['www', 'b', 'x.wild', '*.wild']) {
            expect(kindOf(await ask(`${name}.example.test`, { type })), name).to.equal('nodata');
          }
          expect(kindOf(await ask('example.test', { type }))).to.equal('nodata');
          expect(kindOf(await ask('absent.example.test', { type }))).to.equal('nxdomain');
          expect(kindOf(await ask('other.test', { type }))).to.equal(`code ${Code.REFUSED}`);
        });
      }

      it('§3: gives the SOA with a negative answer about an unknown type', async () => {
        expect(soaIn(await ask('www.example.test', { type: 65280 })).owner).to.equal('example.test');
      });

      it('§3: refuses unknown classes without looking up the name', async () => {
        for (const asked of [5, 1000, 65280, 65534]) {
          for (const name of ['www.example.test', 'absent.example.test']) {
            const reply = await ask(name, { type: 1000, class: asked });
            expect(reply.code, `CLASS${asked}`).to.equal(Code.REFUSED);
            expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
          }
        }
      });

      it('§3: does not parse the data of an unknown type', async () => {
        // Would be a name full of pointers and dead label types if anybody parsed it.
        const data = Buffer.from([0xc0, 0xff, 0x41, 0x80, 0xff, 0xff]);
        const record = Buffer.concat([Buffer.from([0, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, data.length]), data]);
        const query = makeQuery('www.example.test', { counts: [1, 0, 0, 1], tail: record });
        expect(kindOf(await askStrictly(transport, server.port, query))).to.equal('data');
      });

      it('§4: compresses names in the data of NS and SOA only', async () => {
        const { answers, authorities } = (await ask('www.example.test', { type: 65280 })).message;
        expect(answers).to.deep.equal([]);
        expect(authorities.map(({ type, hasCompressedData }) => [type, hasCompressedData])).to.deep.equal([
          [6, true],
        ]);
      });

      it('§8: adds nothing to answers about types other than NS', async () => {
        for (const type of [1, 6, 65280]) {
          expect((await ask('example.test', { type })).additionals, `TYPE${type}`).to.deep.equal([]);
        }
      });
    });
  }
});
