// RFC 7344: Automating DNSSEC Delegation Trust Maintenance: what tells the parent which DS records are wanted

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { datasOf, type SignedDaemon, startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { encodeName } from '../support/dns/dns-client.ts';
import { keyFile } from '../support/dns/key-file.ts';
import { readKey, readSignature } from '../support/dns/verify-zone.ts';

const type = { RRSIG: 46, DNSKEY: 48, CDS: 59, CDNSKEY: 60 };
const zones = ['example.test', 'alias.test'];

describe('RFC 7344', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    describe(`in a zone with ${kind.toUpperCase()}`, () => {
      let daemon: SignedDaemon;
      before(async () => {
        daemon = await startSignedDaemon(kind, {
          aliases: ['alias.test'],
          names: { www: ['192.0.2.1'] },
          flags: { 'priv-key-path': [keyFile(13, 0).path, keyFile(13, 1).path] },
        });
      });
      after(() => daemon.stop());

      const datas = async (zone: string, of: number) => datasOf(await daemon.ask(zone, of), 'answer', of);

      it('§3.2: publishes a CDNSKEY for each DNSKEY that the parent should know, with the same data', async () => {
        for (const zone of zones) {
          const keys = await datas(zone, type.DNSKEY);
          expect(keys).to.have.lengthOf(2);
          expect(await datas(zone, type.CDNSKEY)).to.deep.equal(keys);
        }
      });

      it("§3.1, §4: publishes a CDS for each of them, made of the zone's name and the key", async () => {
        for (const zone of zones) {
          const keys = await datas(zone, type.CDNSKEY);
          const expected = keys.map((key) => {
            const head = Buffer.from([0, 0, key.readUInt8(3), 2]);
            head.writeUInt16BE(readKey(key.toString('latin1')).tag);
            const digest = createHash('sha256').update(encodeName(zone)).update(key).digest();
            return Buffer.concat([head, digest]).toString('hex');
          });
          const found = (await datas(zone, type.CDS)).map((data) => data.toString('hex'));
          expect(found.sort()).to.deep.equal(expected.sort());
        }
      });

      it('§4.1: publishes them only at the apex', async () => {
        for (const of of [type.CDS, type.CDNSKEY]) {
          const reply = await daemon.ask('www.example.test', of);
          expect([reply.code, reply.answers.length, reply.complaints]).to.deep.equal([0, 0, []]);
        }
      });

      it('§4.1: signs them with every key, whichever one the parent knows', async () => {
        const tags = (await datas('example.test', type.DNSKEY)).map(
          (key) => readKey(key.toString('latin1')).tag,
        );
        for (const of of [type.CDS, type.CDNSKEY]) {
          const reply = await daemon.ask('example.test', of);
          expect(reply.complaints).to.deep.equal([]);
          const signers = datasOf(reply, 'answer', type.RRSIG).map(
            (data) => readSignature(data.toString('latin1')).tag,
          );
          expect(signers.sort()).to.deep.equal(tags.sort());
        }
      });
    });
  }
});
