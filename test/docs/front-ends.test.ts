// docs/front-ends.md: with the lines that it shows, dnsdist and haproxy tell for whom they ask, and that is who counts.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { parseName } from '../../src/wire/name.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askFrom } from '../support/dns/ask-from.ts';
import { makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import {
  type FrontEnd,
  type FrontEndKind,
  needFrontEnd,
  startFrontEnd,
} from '../support/dns/start-front-end.ts';
import { writeTlsFiles } from '../support/dns/tls-client.ts';
import { makeTransferQuery } from '../support/transfers/make-transfer-query.ts';
import { until } from '../support/until.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/front-ends.md'), 'utf8');
/** Where the front end asks from. */
const frontEnd = '127.0.93.8';
const secondary = '127.0.93.54';
const other = '127.0.93.55';
const flooder = '127.0.94.1';
const perSecond = 20;

const apex = parseName('example.test');
if (!apex.ok) throw new Error('example.test is a name');
const ixfr = makeTransferQuery({ apex: apex.value, held: 1 });
const axfr = makeTransferQuery({ apex: apex.value });
const plain = makeQuery('www.example.test');
const codeOf = (reply: Buffer | undefined) => (reply === undefined ? 'none' : reply.readUInt8(3) & 0x0f);
const [NOERROR, REFUSED] = [0, 5];

/** Those of the page, for these ports. */
function linesFor(heading: string, port: number, listen: number): string {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`));
  return (/```\n([^`]*)```/.exec(section)?.[1] ?? '')
    .replace('192.0.2.53:53', `127.0.0.1:${port}`)
    .replace('example.com.', 'example.test.')
    .replace('useProxyProtocol', `source='${frontEnd}', useProxyProtocol`)
    .replace('send-proxy-v2', `send-proxy-v2 source ${frontEnd}`)
    .replace('bind :53', `bind 127.0.0.1:${listen}`);
}

async function askOverTcp(from: string, port: number, query: Uint8Array): Promise<Buffer | undefined> {
  const client = new TcpClient(port, '127.0.0.1', from);
  client.send(query);
  const reply = await client.receive();
  client.close();
  return reply;
}

describe('docs/front-ends.md', function () {
  this.timeout(60_000);
  let daemon: TestDaemon;
  const kinds: Readonly<Record<string, FrontEndKind>> = {
    dnsdist: {
      program: 'dnsdist',
      versionWord: '--version',
      words: (file) => ['--supervised', '--disable-syslog', '-C', file],
      configure: (port) => `setLocal('127.0.0.1:${port}')\n${linesFor('dnsdist', daemon.port, port)}`,
    },
    'dnsdist over TLS': {
      program: 'dnsdist',
      versionWord: '--version',
      words: (file) => ['--supervised', '--disable-syslog', '-C', file],
      configure: (port) => {
        const tlsPort = Number(/:(\d+)$/.exec(daemon.daemon.status().tls?.endpoints[0] ?? '')?.[1]);
        const lines = linesFor('dnsdist', tlsPort, port).replace(
          'useProxyProtocol',
          "tls='openssl', validateCertificates=false, useProxyProtocol",
        );
        return `setLocal('127.0.0.1:${port}')\n${lines}`;
      },
    },
    haproxy: {
      program: 'haproxy',
      versionWord: '-v',
      words: (file) => ['-db', '-f', file],
      configure: (port) => linesFor('haproxy', daemon.port, port),
    },
  };

  beforeEach(async () => {
    daemon = await startTestDaemon({
      names: { www: ['192.0.2.1'] },
      flags: {
        'proxy-from': [frontEnd],
        transfer: JSON.stringify({ allow: [secondary] }),
        rrl: String(perSecond),
        'rrl-slip': '0',
        ...writeTlsFiles().flags,
      },
    });
  });
  afterEach(() => daemon.stop());

  const start = async (kind: FrontEndKind) =>
    startFrontEnd(kind, async (port) => codeOf(await askOverTcp(other, port, plain)) === NOERROR);

  const withFrontEnd = async (
    context: Mocha.Context,
    name: string,
    act: (front: FrontEnd) => Promise<void>,
  ) => {
    const kind = kinds[name];
    if (kind === undefined) throw new Error(name);
    needFrontEnd(context, kind);
    const front = await start(kind);
    try {
      await act(front);
    } finally {
      await front.stop();
    }
  };

  for (const name of ['dnsdist', 'dnsdist over TLS', 'haproxy']) {
    it(`has ${name} tell who asks over TCP, and so who may have a zone`, function () {
      return withFrontEnd(this, name, async ({ port }) => {
        expect(codeOf(await askOverTcp(other, port, plain))).to.equal(NOERROR);
        expect(codeOf(await askOverTcp(secondary, port, axfr))).to.equal(NOERROR);
        expect(codeOf(await askOverTcp(other, port, axfr))).to.equal(REFUSED);
        expect(daemon.daemon.status().frontEnds?.refused).to.equal(0);
      });
    });
  }

  it('has dnsdist tell who asks over UDP, and so who may have a zone and who floods', function () {
    return withFrontEnd(this, 'dnsdist', async ({ port }) => {
      const ask = async (from: string, query: Uint8Array) => codeOf((await askFrom(from, port, [query]))[0]);
      await until('dnsdist has found us', async () => (await ask(other, plain)) === NOERROR);
      expect(await ask(secondary, ixfr)).to.equal(NOERROR);
      expect(await ask(other, ixfr)).to.equal(REFUSED);
      const dropped = () => daemon.daemon.status().queries.dropped;
      const flood = Array.from({ length: 200 }, (_, id) => makeQuery('www.example.test', { id }));
      expect(dropped()).to.equal(0);
      await askFrom(flooder, port, flood, 1);
      await until('most of the flood is left out', () => dropped() >= flood.length - 4 * perSecond);
      // Another network has not asked for anything.
      expect(await ask(other, plain)).to.equal(NOERROR);
      expect(daemon.daemon.status().frontEnds?.refused).to.equal(0);
    });
  });
});
