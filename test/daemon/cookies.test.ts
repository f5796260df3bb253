// Cookies in a running daemon: the same secret on all roads, other ones after a reload, signed questions too.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { signRequest } from '../../src/tsig/sign-request.ts';
import { configOf, startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { askTcp, askUdp, makeQuery } from '../support/dns/dns-client.ts';
import { makeTsigKey, testSecret } from '../support/dns/make-tsig-key.ts';
import { cookieOption, cookiesIn, loopback, makePlainCookie } from '../support/dns/plain-cookie.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const oneSecret = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const otherSecret = 'dd3bdf9344b678b185a6f5cb60fca715';
const client = '2464c4abcf10c957';
const query = makeQuery('www.example.test', {
  edns: { options: [[cookieOption, Buffer.from(client, 'hex')]] },
});
/** So that several threads answer, whichever of them is asked. */
const questions = 24;

function isMadeBy(secret: string, cookie: string | undefined): boolean {
  const seconds = Number.parseInt(cookie?.slice(24, 32) ?? '', 16);
  return cookie === makePlainCookie({ secret, client, address: loopback[4], seconds });
}

const engines = {
  'three workers': { 'udp-engine': 'batch', 'udp-workers': '3' },
  'the main thread': { 'udp-engine': 'auto', 'udp-workers': '0' },
} as const;

describe('cookies of a daemon', () => {
  afterEach(stopDaemons);

  for (const [who, engine] of Object.entries(engines)) {
    describe(`UDP by ${who}`, () => {
      const begin = async (...secrets: readonly string[]) => {
        const file = join(makeTemporaryDirectory(), 'cookie.secrets');
        const write = (...lines: readonly string[]) =>
          writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
        write(...secrets);
        const keys = join(makeTemporaryDirectory(), 'keys.conf');
        writeFileSync(keys, `key "key.test." { algorithm hmac-sha256; secret "${testSecret}"; };\n`, {
          mode: 0o600,
        });
        const settings = {
          names: { www: ['192.0.2.1'] },
          flags: { ...engine, 'cookie-secret-file': [file], 'tsig-key-file': keys },
        };
        const server = await startReloadableDaemon(settings);
        return { server, write, settings };
      };
      const madeFor = async (port: number) => {
        const cookies = [cookiesIn((await askTcp(port, query)) ?? Buffer.alloc(12))[0]];
        for (let i = 0; i < questions; i++)
          cookies.push(cookiesIn((await askUdp(port, query)) ?? Buffer.alloc(12))[0]);
        return cookies;
      };

      it('is the same on all threads, and another one from the reload on that brings it', async () => {
        const { server, write, settings } = await begin(oneSecret);
        expect((await madeFor(server.port)).every((cookie) => isMadeBy(oneSecret, cookie))).to.equal(true);
        write(otherSecret, oneSecret);
        expect((await server.reload(settings)).ok).to.equal(true);
        expect((await madeFor(server.port)).every((cookie) => isMadeBy(otherSecret, cookie))).to.equal(true);
      });

      it('stays where the file of a reload is broken', async () => {
        const { server, write, settings } = await begin(oneSecret);
        write(otherSecret.slice(1));
        expect(() => configOf(settings)).to.throw(/is not a secret of 32 hexadecimal digits/);
        expect((await madeFor(server.port)).every((cookie) => isMadeBy(oneSecret, cookie))).to.equal(true);
      });

      it('is of our own where the file is given up', async () => {
        const { server } = await begin(oneSecret);
        await server.reload({ names: { www: ['192.0.2.1'] }, flags: engine });
        const cookies = await madeFor(server.port);
        expect(cookies.every((cookie) => cookie?.startsWith(`${client}01000000`))).to.equal(true);
        expect(cookies.some((cookie) => isMadeBy(oneSecret, cookie))).to.equal(false);
      });

      for (const transport of ['udp', 'tcp'] as const)
        it(`is in signed replies over ${transport}, for the address that asked`, async () => {
          const { server } = await begin(oneSecret);
          const request = signRequest(query, makeTsigKey(), {
            wallSeconds: () => Math.floor(Date.now() / 1000),
          });
          const ask = transport === 'udp' ? askUdp : askTcp;
          const octets = (await ask(server.port, Buffer.from(request.octets))) ?? Buffer.alloc(12);
          const checked = Buffer.from(request.checkReply(octets) ?? []);
          expect(isMadeBy(oneSecret, cookiesIn(checked)[0])).to.equal(true);
          expect(server.daemon.status().queries.cookies).to.include({ new: 1, valid: 0, invalid: 0 });
        });
    });
  }
});
