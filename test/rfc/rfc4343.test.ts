// RFC 4343: Domain Name System (DNS) Case Insensitivity Clarification

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  kindOf,
  makeRawQuery,
  queryStrictly,
  soaIn,
  transports,
} from '../support/dns/ask-strictly.ts';
import { makeQuery } from '../support/dns/dns-client.ts';

const zoneTail = '\x07example\x04test\0';

describe('RFC 4343', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      zone: 'Example.TEST',
      ns: ['NS1.Example.Test'],
      names: {
        www: ['192.0.2.1'],
        UPPER: ['192.0.2.2'],
        'a-b_1': ['192.0.2.3'],
        '*.Wild': ['192.0.2.4'],
        abcdefghijklmnopqrstuvwxyz: ['192.0.2.5'],
      },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);
      const askOctets = (name: string) =>
        askStrictly(transport, server.port, makeRawQuery(Buffer.from(name, 'latin1')));

      it('§3: matches names whatever their case', async () => {
        for (const name of ['www.example.test', 'WWW.EXAMPLE.TEST', 'wWw.ExAmPlE.tEsT']) {
          expect((await ask(name)).answers).to.deep.equal([`${name} 60 A 192.0.2.1`]);
        }
      });

      it('§3: matches names that were configured in upper case', async () => {
        for (const name of ['upper.example.test', 'Upper.Example.Test', 'X.WILD.example.test']) {
          expect(kindOf(await ask(name)), name).to.equal('data');
        }
      });

      it('§3: folds every letter from A to Z', async () => {
        const name = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ.EXAMPLE.TEST';
        expect((await ask(name)).answers).to.deep.equal([`${name} 60 A 192.0.2.5`]);
      });

      for (const [what, label] of [
        ['a hyphen with bit 0x20 cleared', 'a\x0db_1'],
        ['an underscore with bit 0x20 set', 'a-b\x7f1'],
        ['a digit with bit 0x20 cleared', 'a-b_\x11'],
        ['a letter with bit 0x20 and 0x40 cleared', '\x01-b_1'],
        ['a letter with its high bit set', '\xe1-b_1'],
        ['an upper-case letter with its high bit set', '\xc1-b_1'],
      ] as const) {
        it(`§3: treats ${what} as another octet`, async () => {
          const prefix = String.fromCharCode(label.length) + label;
          expect(kindOf(await askOctets(prefix + zoneTail))).to.equal('nxdomain');
        });
      }

      it('§3: folds no octet of the zone that is not a letter', async () => {
        for (const apex of [
          '\x07ex\xe1mple\x04test\0',
          '\x07\x05xample\x04test\0',
          '\x07example\x04tes\x14\0',
        ]) {
          expect(kindOf(await askOctets(`\x03www${apex}`))).to.equal('code 5');
        }
      });

      it('§2: keeps labels apart that would read the same with dots between them', async () => {
        expect(kindOf(await askOctets('\x0bwww.example\x04test\0'))).to.equal('code 5');
        expect(kindOf(await askOctets(`\x05x.www${zoneTail}`))).to.equal('nxdomain');
        expect(kindOf(await askOctets('\x10www.example.test\0'))).to.equal('code 5');
      });

      it('§4.1: echoes binary labels octet for octet, found or not', async () => {
        const all = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet));
        for (let at = 0; at < all.length; at += 16) {
          const label = `\x10${all.slice(at, at + 16).join('')}`;
          // The echo itself is compared for every reply.
          expect(kindOf(await askOctets(`${label}\x04wild${zoneTail}`))).to.equal('data');
          expect(kindOf(await askOctets(label + zoneTail))).to.equal('nxdomain');
        }
      });

      it('§4.1: echoes the case of the question, whatever the answer is', async () => {
        for (const [name, settings] of [
          ['wWw.eXaMpLe.TeSt', {}],
          ['wWw.eXaMpLe.TeSt', { type: 28 }],
          ['aBsEnT.eXaMpLe.TeSt', {}],
          ['SoMe.WiLd.eXaMpLe.TeSt', {}],
          ['oThEr.TeSt', {}],
          ['wWw.eXaMpLe.TeSt', { class: 3 }],
          ['wWw.eXaMpLe.TeSt', { tail: Buffer.from([0]) }],
          ['wWw.eXaMpLe.TeSt', { type: 254, edns: { version: 3 } }],
        ] as const) {
          const query = makeQuery(name, settings);
          const question = query.subarray(12, 12 + name.length + 6);
          const { message } = await askStrictly(transport, server.port, query);
          expect(message.questions).to.deep.equal([question]);
        }
      });

      it('§4.1: answers with the case of the question in the owner, by pointing to it', async () => {
        const reply = await ask('SoMe.WiLd.ExAmPlE.tEsT');
        expect(reply.message.answers.map(({ owner }) => owner)).to.deep.equal(['SoMe.WiLd.ExAmPlE.tEsT']);
      });

      it('§4.1: names the same zone in the SOA, whatever the case of the question', async () => {
        const soa = soaIn(await ask('aBsEnT.eXaMpLe.TeSt'));
        const lower = [soa.owner, soa.primary, soa.mailbox].map((name) => name.toLowerCase());
        expect(lower).to.deep.equal(['example.test', 'ns1.example.test', 'hostmaster.example.test']);
      });
    });
  }
});
