// What dig, kdig and dnspython say of replies that we sign, in one message and in several.

import { execFile, spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { type TsigAlgorithm, tsigAlgorithms } from '../../src/tsig/tsig-key.ts';
import { makeTsigKey, ringOf, testSecret } from '../support/dns/make-tsig-key.ts';
import { type SigningServer, startSigningServer } from '../support/dns/start-signing-server.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needTool } from '../support/run-openssl.ts';

const keys = ringOf(
  ...tsigAlgorithms.map((algorithm) => makeTsigKey({ name: `${algorithm}.test`, algorithm })),
);
const systemTime = { wallSeconds: () => Math.floor(Date.now() / 1000) };
const wrongSecret = testSecret.replace('bm', 'bn');

interface Asked {
  readonly algorithm: TsigAlgorithm;
  readonly name?: string;
  readonly secret?: string;
  readonly type: 'SOA' | 'AXFR';
}

interface Client {
  readonly program: string;
  readonly probe: readonly string[];
  readonly package: string;
  argsFor(port: number, asked: Asked): readonly string[];
  /** What it prints when it does not believe a reply. */
  readonly doubt: RegExp;
  /** What it prints when it believes a reply that says BADTIME. */
  readonly late: RegExp;
  /** Of several messages, it only looks at the signature of the first. */
  readonly isLax?: true;
}

/** Prints the records of a zone, or the code of a reply; complains as Python does. */
const script = `
import sys, dns.message, dns.query, dns.rcode, dns.tsig, dns.tsigkeyring
port, algorithm, name, secret, kind = sys.argv[1:]
ring = dns.tsigkeyring.from_text({name: (algorithm, secret)})
if kind == 'AXFR':
    for message in dns.query.xfr('127.0.0.1', 'example.test', port=int(port), keyring=ring, keyalgorithm=algorithm, lifetime=10, relativize=False):
        for rrset in message.answer: print(rrset.to_text())
else:
    query = dns.message.make_query('www.example.test', kind)
    query.use_tsig(ring, algorithm=algorithm)
    reply = dns.query.udp(query, '127.0.0.1', port=int(port), timeout=10)
    print('status: ' + dns.rcode.to_text(reply.rcode()) + (' TSIG' if reply.had_tsig else ''))
`;

const clients: readonly Client[] = [
  {
    program: 'dig',
    probe: ['-v'],
    package: 'bind9-dnsutils',
    argsFor: (port, { algorithm, name = `${algorithm}.test`, secret = testSecret, type }) => [
      ...['@127.0.0.1', '-p', `${port}`, '-y', `${algorithm}:${name}:${secret}`, '+tries=1', '+time=10'],
      ...(type === 'AXFR' ? ['example.test', 'AXFR'] : ['www.example.test', type]),
    ],
    doubt: /Some TSIG could not be validated|Couldn't verify signature|Transfer failed/,
    late: /clocks are unsynchronized/,
  },
  {
    program: 'kdig',
    probe: ['--version'],
    package: 'knot-dnsutils',
    argsFor: (port, { algorithm, name = `${algorithm}.test`, secret = testSecret, type }) => [
      ...['@127.0.0.1', '-p', `${port}`, '-y', `${algorithm}:${name}:${secret}`, '+retry=0', '+time=10'],
      ...(type === 'AXFR' ? ['example.test', 'AXFR'] : ['www.example.test', type]),
    ],
    doubt: /reply verification/,
    late: /TSIG out of time window/,
    isLax: true,
  },
  {
    program: '/usr/bin/python3',
    probe: ['-c', 'import dns.tsig'],
    package: 'python3-dnspython',
    argsFor: (port, { algorithm, name = `${algorithm}.test`, secret = testSecret, type }) => [
      ...['-c', script, `${port}`, algorithm, name, secret, type],
    ],
    doubt: /dns\.tsig\.\w+/,
    // It does not look at the signature of such a reply.
    late: /PeerBadTime/,
  },
];

describe('a signed reply', () => {
  const atEnd = runAfterEach();

  async function serve(
    settings: Partial<Parameters<typeof startSigningServer>[0]> = {},
  ): Promise<SigningServer> {
    const server = await startSigningServer({ keys, clock: systemTime, ...settings });
    atEnd(() => server.close());
    return server;
  }

  for (const client of clients) {
    const named = client.program.replace(/.*\//, '');

    function run(server: SigningServer, asked: Asked): Promise<string> {
      return new Promise((resolve) => {
        const options = { timeout: 20_000, maxBuffer: 2 ** 24 };
        execFile(client.program, client.argsFor(server.port, asked), options, (_error, stdout, stderr) =>
          resolve(`${stdout}${stderr}`),
        );
      });
    }

    describe(`asked for by ${named}`, () => {
      before(function () {
        const { status } = spawnSync(client.program, client.probe);
        needTool(this, status === 0, `${named} is not usable; it comes with the package ${client.package}`);
      });

      for (const algorithm of tsigAlgorithms) {
        it(`is believed, with ${algorithm}`, async () => {
          const server = await serve();
          const said = await run(server, { algorithm, type: 'SOA' });
          expect(server.outcomes).to.deep.equal(['good']);
          expect(said)
            .to.match(/status: NOERROR/)
            .and.to.match(/TSIG/)
            .and.not.match(client.doubt);
        });

        it(`is believed in five messages, with ${algorithm}`, async () => {
          const server = await serve();
          const said = await run(server, { algorithm, type: 'AXFR' });
          expect(server.outcomes).to.deep.equal(['good']);
          expect(said).to.not.match(client.doubt);
          expect(said.match(/^h\d-\d+\.example\.test\.\s.*\bA\b/gm)).to.have.length(1000);
        });
      }

      it('is believed in a hundred and fifty messages', async () => {
        const said = await run(await serve({ messages: 150, addresses: 2 }), {
          algorithm: 'hmac-sha256',
          type: 'AXFR',
        });
        expect(said).to.not.match(client.doubt);
        expect(said.match(/^h\d+-\d\.example\.test\.\s.*\bA\b/gm)).to.have.length(300);
      });

      const spoiled: Readonly<Record<string, (message: Buffer, index: number) => readonly Buffer[]>> = {
        'a bit of the third message differs': (message, index) => {
          if (index === 2) message[60] = (message[60] ?? 0) ^ 1;
          return [message];
        },
        'the third message is missing': (message, index) => (index === 2 ? [] : [message]),
        'the third message comes twice': (message, index) => (index === 2 ? [message, message] : [message]),
      };
      for (const [what, spoil] of client.isLax ? [] : Object.entries(spoiled)) {
        it(`is not believed when ${what}`, async () => {
          const said = await run(await serve({ spoil }), { algorithm: 'hmac-sha256', type: 'AXFR' });
          expect(said).to.match(client.doubt);
        });
      }

      it('says BADSIG to another secret', async () => {
        const server = await serve();
        const said = await run(server, { algorithm: 'hmac-sha256', secret: wrongSecret, type: 'SOA' });
        expect(server.outcomes).to.deep.equal(['BADSIG']);
        expect(said).to.match(/BADSIG|PeerBadSignature/);
      });

      it('says BADKEY to an unknown key', async () => {
        const server = await serve();
        const said = await run(server, { algorithm: 'hmac-sha256', name: 'no.test', type: 'SOA' });
        expect(server.outcomes).to.deep.equal(['BADKEY']);
        expect(said).to.match(/BADKEY|PeerBadKey/);
      });

      it('says BADKEY to a key with another algorithm than its own', async () => {
        const server = await serve();
        const said = await run(server, { algorithm: 'hmac-sha512', name: 'hmac-sha256.test', type: 'SOA' });
        expect(server.outcomes).to.deep.equal(['BADKEY']);
        expect(said).to.match(/BADKEY|PeerBadKey/);
      });

      it('says BADTIME in a way that is believed, to a clock that differs', async () => {
        const server = await serve({ clock: { wallSeconds: () => systemTime.wallSeconds() - 3600 } });
        const said = await run(server, { algorithm: 'hmac-sha256', type: 'SOA' });
        expect(server.outcomes).to.deep.equal(['BADTIME']);
        expect(said).to.match(client.late);
      });
    });
  }
});
