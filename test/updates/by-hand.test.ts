// Updates that no client sends: signatures of another time, cut short, of another message, twice; names that the configuration
// owns. BIND says the same to those that are about signatures.

import { expect } from 'chai';
import { askTcp, askUdp } from '../support/dns/dns-client.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { until } from '../support/until.ts';
import { digRecords, digSerial, needNsupdate, runNsupdate } from '../support/updates/run-nsupdate.ts';
import { type HandSigning, judgeSignature, signByHand } from '../support/updates/sign-by-hand.ts';
import { updatedBind } from '../support/updates/updated-bind.ts';
import { startUpdatedDaemon, updatedDaemon } from '../support/updates/updated-daemon.ts';
import { keysOf, type UpdatedServer } from '../support/updates/updated-server.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const notAuth = 9;
const formErr = 1;
const tsigErrors = { BADSIG: 16, BADTIME: 18 } as const;
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('Updates by hand', () => {
  before(function () {
    needNsupdate(this);
  });

  for (const product of [updatedBind, updatedDaemon]) {
    describe(`to ${product.name}`, () => {
      const zone = makeKeyedZone();
      const key = zone.dynamic['hmac-sha256'];
      let server: UpdatedServer | undefined;
      let port = 0;
      before(async function () {
        product.need(this);
        server = await product.start(zone);
        port = server.port;
      });
      after(() => server?.stop());

      const message = makeUpdate({ zone: `${apex}.`, update: ['add hand.dyn 60 A 192.0.2.1'] });
      const sign = (how: Partial<HandSigning> = {}) =>
        signByHand(message, { key, nowSeconds: nowSeconds(), ...how });

      const bad: readonly (readonly [what: string, packet: () => Buffer, error: keyof typeof tsigErrors])[] =
        [
          ['of an hour ago', () => sign({ nowSeconds: nowSeconds() - 3600 }).octets, 'BADTIME'],
          ['of tomorrow', () => sign({ nowSeconds: nowSeconds() + 86_400 }).octets, 'BADTIME'],
          ['of 1970', () => sign({ nowSeconds: 0 }).octets, 'BADTIME'],
          ['of another message', () => spoil(sign().octets, message.length - 1), 'BADSIG'],
          ['with another original id', () => spoil(sign().octets, sign().octets.length - 6), 'BADSIG'],
        ];
      for (const [what, packet, error] of bad) {
        it(`with a signature ${what} are ${error} and change nothing`, async () => {
          const serial = await digSerial(port, apex);
          for (const ask of [askUdp, askTcp]) {
            const request = packet();
            const reply = await ask(port, request);
            if (reply === undefined) throw new Error('there is a reply');
            expect(reply.readUInt8(3) & 0x0f).to.equal(notAuth);
            expect(errorOf(reply)).to.equal(tsigErrors[error]);
            // Who is late must be able to believe that (RFC 8945 §5.2.3).
            const { mac } = signatureIn(request);
            const judged = judgeSignature(reply, keysOf(zone), signatureIn(reply).seconds, mac);
            expect(judged?.key.name).to.equal(error === 'BADTIME' ? key.name : undefined);
          }
          expect(await digSerial(port, apex)).to.equal(serial);
          expect(await digRecords(port, `hand.dyn.${apex}`, 'A')).to.deep.equal([]);
        });
      }

      for (const macOctets of [0, 1, 9, 15, 16, 31]) {
        it(`with ${macOctets} octets of a signature change nothing`, async () => {
          const serial = await digSerial(port, apex);
          for (const ask of [askUdp, askTcp]) {
            const reply = await ask(port, sign({ macOctets }).octets);
            if (reply === undefined) throw new Error('there is a reply');
            expect(reply.readUInt8(3) & 0x0f).to.be.oneOf([notAuth, formErr]);
          }
          expect(await digSerial(port, apex)).to.equal(serial);
        });
      }

      it('that come twice are done once', async () => {
        const { octets } = sign();
        for (const ask of [askUdp, askTcp]) {
          const reply = await ask(port, octets);
          expect((reply?.readUInt8(3) ?? -1) & 0x0f).to.equal(0);
        }
        expect(await digRecords(port, `hand.dyn.${apex}`, 'A')).to.deep.equal(['60 A 192.0.2.1']);
      });
    });
  }

  it('of names that the configuration owns are refused, whatever a key may, and the log says so', async () => {
    const zone = makeKeyedZone();
    const { acme: key } = zone;
    const permissions = [{ key, names: ['**'], types: ['A', 'TXT', 'CNAME', 'MX'] }];
    const server = await startUpdatedDaemon({ ...zone, permissions, otherKeys: keysOf(zone) });
    try {
      const { port } = server;
      const serial = await digSerial(port, apex);
      for (const line of [
        `update add www.${apex} 60 A 192.0.2.1`,
        `update delete www.${apex}`,
        `update delete www.${apex} TXT`,
        `update add alias.${apex} 60 CNAME ns1.${apex}.`,
        `update delete ns1.${apex} A 127.0.0.1`,
      ]) {
        const lines = [`zone ${apex}`, `update add free.${apex} 60 A 192.0.2.1`, line];
        expect(await runNsupdate(port, lines, { key }), line).to.equal('REFUSED');
      }
      expect(await digSerial(port, apex)).to.equal(serial);
      expect(await digRecords(port, `www.${apex}`, 'A')).to.deep.equal(['60 A 192.0.2.80']);
      await until('the log says so', () => /update-refused|refused an update/.test(server.log));
      for (const { secret } of keysOf(zone)) expect(server.log).to.not.include(secret);
    } finally {
      await server.stop();
    }
  });
});

function spoil(packet: Buffer, at: number): Buffer {
  const spoilt = Buffer.from(packet);
  spoilt[at] = (spoilt[at] ?? 0) ^ 1;
  return spoilt;
}

/** Both are read where the record is last in the message and its names are not compressed. */
function signatureIn(packet: Buffer): { readonly mac: Buffer; readonly seconds: number } {
  const at = packet.indexOf('\x0bhmac-sha256\x00', 0, 'latin1') + 13;
  return {
    mac: packet.subarray(at + 10, at + 10 + packet.readUInt16BE(at + 8)),
    seconds: packet.readUIntBE(at, 6),
  };
}

function errorOf(packet: Buffer): number {
  const at = packet.indexOf('\x0bhmac-sha256\x00', 0, 'latin1') + 13;
  return packet.readUInt16BE(at + 10 + packet.readUInt16BE(at + 8) + 2);
}
