// Servers of one address that share secrets of cookies: what one of them makes the others accept. And clients nobody here
// wrote that are asked for cookies.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askUdp, makeQuery, queryTcp, type Reply, readReply } from '../support/dns/dns-client.ts';
import { findFreePort } from '../support/dns/find-free-port.ts';
import { needProduct } from '../support/dns/other-name-server.ts';
import { cookieOption, cookiesIn, loopback, makePlainCookie } from '../support/dns/plain-cookie.ts';
import { runOtherServer } from '../support/dns/run-other-server.ts';
import { needUnbound, startUnbound } from '../support/dns/start-unbound.ts';
import {
  type CookieServer,
  cookieProducts,
  cookieZone,
  startCookieServer,
} from '../support/peers/cookie-servers.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { type DigProgram, needDig } from '../support/transfers/run-dig.ts';

const secret = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const olderSecret = 'dd3bdf9344b678b185a6f5cb60fca715';
const foreignSecret = '445536bcd2513298075a5d379663c962';
const client = '2464c4abcf10c957';
const name = `www.${cookieZone}`;
const BADCOOKIE = 23;
/** So long ago that no cookie of now looks the same, and not yet to be renewed. */
const earlierSeconds = 600;

const places = [
  { family: 4, address: '127.0.0.1' },
  { family: 6, address: '::1' },
] as const;

async function show(
  port: number,
  address: string,
  cookie: string,
): Promise<{ readonly reply: Reply; readonly shown: string | undefined }> {
  const options = [[cookieOption, Buffer.from(cookie, 'hex')]] as const;
  const reply = readReply(await askUdp(port, makeQuery(name, { edns: { options } }), { address }));
  return { reply, shown: cookiesIn(reply.octets)[0] };
}

/** On one port for both families. */
async function startOurs(secrets: readonly string[], flags = {}): Promise<TestDaemon> {
  const port = String(await findFreePort());
  const file = join(makeTemporaryDirectory(), 'secrets');
  writeFileSync(file, secrets.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  return startTestDaemon({
    zone: cookieZone,
    names: { www: ['192.0.2.1'], ns1: ['192.0.2.53'] },
    flags: { 'cookie-secret-file': [file], listen: ['127.0.0.1', '::1'], port, ...flags },
  });
}

describe('cookies of several servers', () => {
  for (const product of cookieProducts) {
    describe(product.name, () => {
      let peer: CookieServer | undefined;
      let ours: TestDaemon | undefined;
      before(function () {
        needProduct(this, product);
      });
      afterEach(async () => {
        await peer?.stop();
        await ours?.stop();
        peer = undefined;
        ours = undefined;
      });

      const accepts = async ({ port }: CookieServer, address: string, cookie: string) => {
        const { reply, shown } = await show(port, address, cookie);
        return product.refuses ? reply.code !== BADCOOKIE : shown === cookie;
      };
      const accept = async ({ port }: TestDaemon, address: string, cookie: string) =>
        (await show(port, address, cookie)).reply.code !== BADCOOKIE;
      const learn = async (port: number, address: string) =>
        (await show(port, address, client)).shown ?? 'nothing';

      for (const { family, address } of places) {
        it(`takes our cookies, as we take its, over IPv${family}`, async () => {
          peer = await startCookieServer(product, [secret]);
          ours = await startOurs([secret], { 'require-cookie-above': '0' });
          const seconds = Math.floor(Date.now() / 1000) - earlierSeconds;
          const made = makePlainCookie({ secret, client, address: loopback[family], seconds });
          const foreign = makePlainCookie({
            secret: foreignSecret,
            client,
            address: loopback[family],
            seconds,
          });
          expect([await accepts(peer, address, made), await accepts(peer, address, foreign)]).to.deep.equal([
            true,
            false,
          ]);
          expect([await accept(ours, address, made), await accept(ours, address, foreign)]).to.deep.equal([
            true,
            false,
          ]);
          const [theirs, own] = [await learn(peer.port, address), await learn(ours.port, address)];
          expect(await accept(ours, address, theirs)).to.equal(true);
          if (product.refuses) expect(await accepts(peer, address, own)).to.equal(true);
          // Of the same second they are the same.
          const secondsOf = (cookie: string) => Number.parseInt(cookie.slice(24, 32), 16);
          for (const cookie of [theirs, own])
            expect(cookie).to.equal(
              makePlainCookie({ secret, client, address: loopback[family], seconds: secondsOf(cookie) }),
            );
        });
      }

      it('rolls over to another secret, one server after the other, and no cookie is lost on the way', async () => {
        const { address } = places[0];
        // RFC 9018 §5: all know the new one before any makes cookies with it.
        ours = await startOurs([olderSecret, secret], { 'require-cookie-above': '0' });
        const older = await learn(ours.port, address);
        peer = await startCookieServer(product, [secret, olderSecret].slice(0, product.secretsMax));
        const newer = await learn(peer.port, address);
        expect(await accept(ours, address, newer), 'the new one, by us').to.equal(true);
        if (product.secretsMax > 1 && product.refuses)
          expect(await accepts(peer, address, older), 'the older one, by the other').to.equal(true);
        await ours.stop();
        ours = await startOurs([secret, olderSecret], { 'require-cookie-above': '0' });
        for (const cookie of [older, newer]) expect(await accept(ours, address, cookie)).to.equal(true);
      });
    });
  }
});

describe('clients that are asked for cookies', () => {
  let ours: TestDaemon | undefined;
  afterEach(async () => {
    await ours?.stop();
    ours = undefined;
  });
  const cookiesOf = ({ daemon }: TestDaemon) => daemon.status().queries.cookies;

  for (const program of ['dig', 'kdig'] as const satisfies readonly DigProgram[])
    for (const { family, address } of places)
      it(`${program} comes back with one, over IPv${family}`, async function () {
        needDig(this, program);
        ours = await startOurs([secret], { 'require-cookie-above': '0' });
        const words = [`@${address}`, '-p', String(ours.port), '+cookie', '+badcookie', '+notcp', name, 'A'];
        const { output } = await runProgram(program, words, { withinMs: 20_000 });
        expect(output).to.match(/192\.0\.2\.1/);
        expect(cookiesOf(ours)).to.deep.include({ valid: 1, new: 1, required: 1, invalid: 0 });
      });

  it('BIND resolves through us, and shows what it learned from then on', async function () {
    needProduct(this, { program: 'named', package: 'bind9' });
    ours = await startOurs([secret], { 'require-cookie-above': '0' });
    const directory = makeTemporaryDirectory();
    const port = await findFreePort();
    const lines = [
      `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; pid-file none; session-keyfile none;`,
      `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion yes; dnssec-validation no;`,
      `  max-cache-ttl 0; empty-zones-enable no;\n};\ncontrols { };`,
      `zone "${cookieZone}" { type forward; forward only; forwarders { 127.0.0.1 port ${ours.port}; }; };`,
    ];
    writeFileSync(join(directory, 'named.conf'), `${lines.join('\n')}\n`);
    const answers = async () => (await queryTcp(port, 'localhost', {}).catch(() => undefined)) !== undefined;
    const words = ['-g', '-n', '1', '-c', 'named.conf'];
    const resolver = await runOtherServer('named', words, answers, directory);
    if (typeof resolver === 'string') throw new Error(resolver);
    try {
      for (const asked of [name, `ns1.${cookieZone}`, name]) {
        const reply = await queryTcp(port, asked, { flags: 0x0100 });
        expect(reply.answers, asked).to.have.lengthOf(1);
      }
      expect(cookiesOf(ours)?.valid).to.be.at.least(2);
      expect(cookiesOf(ours)?.required).to.be.at.most(1);
    } finally {
      await resolver.stop();
    }
  });

  it('unbound, which shows none, comes back over TCP', async function () {
    needUnbound(this);
    ours = await startOurs([secret], { 'require-cookie-above': '0' });
    const resolver = await startUnbound([{ apex: cookieZone, port: ours.port }]);
    try {
      expect((await resolver.ask(name, 1)).kind).to.equal('data');
      expect(ours.daemon.status().queries.tcp).to.be.at.least(1);
    } finally {
      await resolver.stop();
    }
  });
});
