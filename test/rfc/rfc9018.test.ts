// RFC 9018: Interoperable DNS Server Cookies, asked of daemons on loopback. The vectors of Appendix A, whose clients have other
// addresses, are in test/serving/answering/cookies.test.ts.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { queryStrictly, transports } from '../support/dns/ask-strictly.ts';
import { askTcp, askUdp, makeQuery, readReply } from '../support/dns/dns-client.ts';
import {
  cookieOption,
  cookiesIn,
  loopback,
  makePlainCookie,
  type PlainCookie,
} from '../support/dns/plain-cookie.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const secret = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const olderSecret = 'dd3bdf9344b678b185a6f5cb60fca715';
const client = '2464c4abcf10c957';
const name = 'www.example.test';
const now = () => Math.floor(Date.now() / 1000);

function writeSecrets(...secrets: readonly string[]): string {
  const file = join(makeTemporaryDirectory(), 'secrets');
  writeFileSync(file, secrets.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  return file;
}

describe('RFC 9018', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      names: { www: ['192.0.2.1'] },
      flags: { 'cookie-secret-file': [writeSecrets(secret, olderSecret)] },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const show = async (cookie: string) => {
        const options = [[cookieOption, Buffer.from(cookie, 'hex')]] as const;
        const before = server.daemon.status().queries.cookies;
        const reply = await queryStrictly(transport, server.port, name, { edns: { options } });
        const after = server.daemon.status().queries.cookies;
        expect(reply.answers).to.have.lengthOf(1);
        const [shown = '', ...others] = cookiesIn(reply.octets);
        expect(others).to.deep.equal([]);
        return { shown, isValid: after?.valid === (before?.valid ?? 0) + 1 };
      };
      const made = (fields: Partial<PlainCookie> = {}) =>
        makePlainCookie({ secret, client, address: loopback[4], seconds: now(), ...fields });
      const secondsIn = (cookie: string) => Number.parseInt(cookie.slice(24, 32), 16);

      it('§4.1, §4.2, §4.4: makes version 1 with reserved zeros, and hashes the address of the client', async () => {
        const { shown, isValid } = await show(client);
        expect(shown).to.equal(made({ seconds: secondsIn(shown) }));
        expect(isValid).to.equal(false);
      });

      it('§4.3: makes cookies of now', async () => {
        const earliest = now();
        const { shown } = await show(client);
        expect(secondsIn(shown)).to.be.within(earliest, now());
      });

      it('§4.2: takes reserved octets as they come, in the hash too', async () => {
        const cookie = made({ reserved: 'abcdef' });
        expect(await show(cookie)).to.deep.equal({ shown: cookie, isValid: true });
      });

      it('§4.3: sends a young cookie back, and replaces one that is half an hour old', async () => {
        const young = made({ seconds: now() - 1700 });
        expect(await show(young)).to.deep.equal({ shown: young, isValid: true });
        const old = await show(made({ seconds: now() - 1900 }));
        expect(old.isValid).to.equal(true);
        expect(secondsIn(old.shown)).to.be.above(now() - 60);
      });

      it('§4.3: accepts an hour of age and five minutes of future, and no more', async () => {
        const valid = async (age: number) => (await show(made({ seconds: now() - age }))).isValid;
        expect([await valid(3500), await valid(-250)]).to.deep.equal([true, true]);
        expect([await valid(3700), await valid(-400)]).to.deep.equal([false, false]);
      });

      it('§5: accepts what the secret of before made, and replaces it', async () => {
        const { shown, isValid } = await show(made({ secret: olderSecret }));
        expect([isValid, shown]).to.deep.equal([true, made({ seconds: secondsIn(shown) })]);
      });

      for (const [what, fields] of [
        ['another version', { version: '02' }],
        ['another address', { address: '7f000002' }],
        ['another secret', { secret: '445536bcd2513298075a5d379663c962' }],
      ] as const)
        it(`§4: answers ${what} as if the client's part alone had come`, async () => {
          const { shown, isValid } = await show(made(fields));
          expect([isValid, shown]).to.deep.equal([false, made({ seconds: secondsIn(shown) })]);
        });
    });
  }

  it('§5: is the same on all threads', async () => {
    const query = makeQuery(name, { edns: { options: [[cookieOption, Buffer.from(client, 'hex')]] } });
    const shownBy = async (ask: typeof askUdp | typeof askTcp) => {
      const [shown = ''] = cookiesIn(readReply(await ask(server.port, query)).octets);
      const seconds = Number.parseInt(shown.slice(24, 32), 16);
      return shown === makePlainCookie({ secret, client, address: loopback[4], seconds });
    };
    expect([await shownBy(askUdp), await shownBy(askTcp)]).to.deep.equal([true, true]);
  });
});
