// RFC 9103: zone transfer over TLS, with and without TSIG, by clients that nobody here wrote.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askUdp, makeQuery } from '../support/dns/dns-client.ts';
import { findFreePort } from '../support/dns/find-free-port.ts';
import { isInstalled, runOtherServer } from '../support/dns/run-other-server.ts';
import { type TlsFiles, writeTlsFiles } from '../support/dns/tls-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needTool } from '../support/run-openssl.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const secret = 'YSBzZWNyZXQgZm9yIHRyYW5zZmVycyBvdmVyIFRMUyE=';
const hasKdig = isInstalled('kdig', '-V');
const hasBind = isInstalled('named', '-v');

describe('RFC 9103', function () {
  this.timeout(60_000);
  const atEnd = runAfterEach();
  const folder = makeTemporaryDirectory();
  const keyFile = join(folder, 'xfr.keys');
  let files: TlsFiles;
  let server: TestDaemon;
  let port: number;

  before(async () => {
    files = writeTlsFiles();
    writeFileSync(keyFile, `key "xfr." { algorithm hmac-sha256; secret "${secret}"; };\n`, { mode: 0o600 });
    server = await startTestDaemon({
      names: { www: ['192.0.2.1'] },
      flags: {
        ...files.flags,
        'tsig-key-file': [keyFile],
        transfer: JSON.stringify({ allow: [{ key: 'xfr.', tls: true }] }),
      },
    });
    port = Number(server.daemon.status().tls?.endpoints[0]?.split(':')[1]);
  });
  after(() => server.stop());

  async function transfer(...words: readonly string[]): Promise<string> {
    const { output, errors } = await runProgram('kdig', ['@127.0.0.1', 'example.test', 'AXFR', ...words]);
    return output + errors;
  }
  const signed = ['-y', `hmac-sha256:xfr.:${secret}`];

  it('§7.1: gives a zone over TLS to who signs the request', async function () {
    needTool(this, hasKdig, 'kdig is not installed; it comes with the package knot-dnsutils');
    const whom = [`+tls-ca=${files.certPath}`, '+tls-host=ns1.example.test'];
    const said = await transfer('-p', `${port}`, ...whom, ...signed);
    expect(said).to.match(/www\.example\.test\.\s+\d+\s+IN\s+A\s+192\.0\.2\.1/);
    expect(said).to.match(/TSIG\s.*NOERROR/);
  });

  it('§11: refuses over plain TCP what is permitted over TLS only, and says so', async function () {
    needTool(this, hasKdig, 'kdig is not installed; it comes with the package knot-dnsutils');
    expect(await transfer('-p', `${server.port}`, '+tcp', ...signed)).to.match(/REFUSED/);
    const refused = server.log.find(({ fields }) => fields.event === 'transfer-refused');
    expect(refused?.message).to.include('there it has to come over TLS');
    expect(await transfer('-p', `${port}`, '+tls')).to.match(/REFUSED/);
  });

  it('§7: is a primary for BIND over TLS with TSIG, which verifies the certificate', async function () {
    needTool(this, hasBind, 'named is not installed; it comes with the package bind9');
    const secondary = await findFreePort();
    writeFileSync(
      join(folder, 'named.conf'),
      [
        `options { directory "${folder}"; managed-keys-directory "${folder}"; pid-file none; session-keyfile none;`,
        `  listen-on port ${secondary} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; };`,
        'controls { };',
        `include "${keyFile}";`,
        `tls up { ca-file "${files.certPath}"; remote-hostname "ns1.example.test"; };`,
        'zone "example.test" { type secondary; file "copy.zone";',
        `  primaries { 127.0.0.1 port ${port} key "xfr." tls up; }; };`,
      ].join('\n'),
    );
    const question = makeQuery('www.example.test');
    const answered = async () => {
      const reply = await askUdp(secondary, question, { withinMs: 200 }).catch(() => undefined);
      return reply !== undefined && (reply.readUInt8(3) & 15) === 0;
    };
    const named = await runOtherServer('named', ['-g', '-n', '1', '-c', 'named.conf'], answered, folder);
    if (typeof named === 'string') throw new Error(named);
    atEnd(() => named.stop());
    await until('it has the zone', () => named.log.includes('Transfer status: success'));
    expect(named.log).to.match(
      /transfer of 'example\.test\/IN' from 127\.0\.0\.1#\d+: connected .* TSIG xfr/,
    );
  });
});
