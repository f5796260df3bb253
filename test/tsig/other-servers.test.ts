// What BIND, Knot and NSD make of requests that we sign, and whether we believe their replies, in one message and in several.

import { expect } from 'chai';
import { printKeyFile } from '../../src/tsig/key-file/print-key-file.ts';
import { readKeyFile } from '../../src/tsig/key-file/read-key-file.ts';
import { checkReply, signRequest } from '../../src/tsig/sign-request.ts';
import type { TsigAlgorithm, TsigKey } from '../../src/tsig/tsig-key.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { writeQuery } from '../../src/wire/write-query.ts';
import { askUdp, TcpClient } from '../support/dns/dns-client.ts';
import { makeTsigKey, nameOf } from '../support/dns/make-tsig-key.ts';
import {
  needProduct,
  type OtherNameServer,
  type OtherProduct,
  otherProducts,
  startProduct,
} from '../support/dns/other-name-server.ts';

const algorithms = ['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const satisfies readonly TsigAlgorithm[];
const clock = { wallSeconds: () => Math.floor(Date.now() / 1000) };
const addresses = 6000;
const zoneText = [
  '$ORIGIN example.test.',
  '$TTL 60',
  '@ SOA ns1 hostmaster 1 3600 600 86400 60',
  '@ NS ns1',
  'ns1 A 192.0.2.53',
  ...Array.from({ length: addresses }, (_, index) => `a-host-with-a-long-name-${index} A 192.0.2.1`),
  '',
].join('\n');

/** As `tsig-keygen` would print them, one for each algorithm. */
const files = algorithms.map((algorithm) => printKeyFile(`${algorithm}.test`, algorithm));
const keys = files.flatMap((text) => readKeyFile(text).keys.map(({ key }) => key));
const yaml = keys.map(({ algorithm, secret }) => ({
  name: `${algorithm}.test`,
  algorithm,
  secret: secret.export().toString('base64'),
}));

/** The same server, which hands over its zones to whoever has one of the keys. */
const keyed: Readonly<Record<string, (product: OtherProduct) => OtherProduct>> = {
  BIND: (product) => ({
    ...product,
    configure: (...given) => {
      const allowed = yaml.map(({ name }) => `key "${name}";`).join(' ');
      return (
        files.join('') +
        product.configure(...given).replace('allow-transfer { none; }', `allow-transfer { ${allowed} }`)
      );
    },
  }),
  'Knot DNS': (product) => ({
    ...product,
    configure: (...given) => {
      const own = yaml.map(
        ({ name, algorithm, secret }) =>
          `  - id: ${name}\n    algorithm: ${algorithm}\n    secret: ${secret}`,
      );
      const acl = `acl:\n  - id: xfr\n    key: [${yaml.map(({ name }) => name).join(', ')}]\n    action: transfer`;
      const text = product.configure(...given).replace('template:\n  - id: default', '$&\n    acl: xfr');
      return text.replace('template:', `key:\n${own.join('\n')}\n${acl}\ntemplate:`);
    },
  }),
  NSD: (product) => ({
    ...product,
    configure: (...given) => {
      const own = yaml.map(
        ({ name, algorithm, secret }) =>
          `key:\n  name: ${name}\n  algorithm: ${algorithm}\n  secret: "${secret}"\n`,
      );
      const provide = yaml.map(({ name }) => `  provide-xfr: 127.0.0.1 ${name}\n`).join('');
      return `${own.join('')}${product.configure(...given)}${provide}`;
    },
  }),
};

async function ask(port: number, octets: Uint8Array): Promise<Buffer> {
  const reply = await askUdp(port, octets);
  if (reply === undefined) throw new Error('there is no reply');
  return reply;
}

function query(type: number): Uint8Array {
  return writeQuery({ id: 0x2345, name: nameOf('example.test'), type });
}

/** Every message until the zone is whole. */
async function transfer(port: number, octets: Uint8Array): Promise<readonly Buffer[]> {
  const client = new TcpClient(port);
  client.send(octets);
  const messages: Buffer[] = [];
  let records = 0;
  while (records < addresses + 4) {
    const message = await client.receive();
    if (message === undefined) break;
    messages.push(message);
    records += message.readUInt16BE(6);
    if ((message.readUInt8(3) & 0x0f) !== 0) break;
  }
  client.close();
  return messages;
}

/** How many of them are signed; messages may go unsigned in between, and none of them is believed without the next. */
function countBelieved(messages: readonly Buffer[], key: TsigKey, requestMac: Uint8Array): number {
  let priorMac = requestMac;
  for (const [index, message] of messages.entries()) {
    const checked = checkReply(message, key, {
      nowSeconds: clock.wallSeconds(),
      priorMac,
      follows: index > 0,
    });
    if (checked === undefined) return index;
    priorMac = checked.mac;
  }
  return messages.length;
}

describe('a request that we sign', () => {
  for (const product of otherProducts) {
    describe(`to ${product.name}`, () => {
      let server: OtherNameServer;

      before(async function () {
        needProduct(this, product);
        const changed = keyed[product.name]?.(product);
        if (changed === undefined) throw new Error(`keys for ${product.name} are missing`);
        server = await startProduct(changed, [{ apex: 'example.test', text: zoneText }]);
      });

      after(() => server?.stop());

      for (const key of keys) {
        it(`is believed, and so is its reply, with ${key.algorithm}`, async () => {
          const request = signRequest(query(RecordType.SOA), key, clock);
          const reply = request.checkReply(await ask(server.port, request.octets));
          expect(reply && Buffer.from(reply).readUInt16BE(2) & 0x800f).to.equal(0x8000);
        });

        it(`gets a whole zone in several messages, with ${key.algorithm}`, async () => {
          const request = signRequest(query(RecordType.AXFR), key, clock);
          const mac = request.octets.subarray(
            request.octets.length - 6 - macOctets(key),
            request.octets.length - 6,
          );
          const messages = await transfer(server.port, request.octets);
          expect(messages).to.have.length.above(1);
          // NSD signs not every message, as it may (RFC 8945 §5.3.1).
          if (product.name !== 'NSD') expect(countBelieved(messages, key, mac)).to.equal(messages.length);
        });
      }

      it('is not believed with another secret, and neither is what is said to that', async () => {
        const stranger = makeTsigKey({ name: 'hmac-sha256.test' });
        const request = signRequest(query(RecordType.SOA), stranger, clock);
        const reply = await ask(server.port, request.octets);
        expect(reply.readUInt8(3) & 0x0f).to.equal(9);
        expect(request.checkReply(reply)).to.equal(undefined);
      });

      // NSD says so without a signature, which RFC 8945 §5.2.3 forbids.
      const isSigned = product.name !== 'NSD';
      it(`is told by a reply that is ${isSigned ? '' : 'not '}believed that its clock is wrong`, async () => {
        const [key] = keys;
        if (key === undefined) throw new Error('there is no key');
        const late = { wallSeconds: () => clock.wallSeconds() - 7200 };
        const request = signRequest(query(RecordType.SOA), key, late);
        const reply = request.checkReply(await ask(server.port, request.octets));
        expect(reply && Buffer.from(reply).readUInt8(3) & 0x0f).to.equal(isSigned ? 9 : undefined);
      });
    });
  }
});

function macOctets({ algorithm }: TsigKey): number {
  return Number(algorithm.slice(-3)) / 8;
}
