// Clients of DNS over TLS that nobody here wrote, with a daemon whose certificate some of them verify.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askUdp, makeQuery, readReply } from '../support/dns/dns-client.ts';
import { findFreePort } from '../support/dns/find-free-port.ts';
import { isInstalled, runOtherServer, serverEnvironment } from '../support/dns/run-other-server.ts';
import { type TlsFiles, writeTlsFiles } from '../support/dns/tls-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needOpenssl, needTool } from '../support/run-openssl.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const host = 'ns1.example.test';
const comesWith = { kdig: 'knot-dnsutils', dig: 'bind9-dnsutils', unbound: 'unbound', dnsdist: 'dnsdist' };

describe('DNS over TLS', function () {
  this.timeout(60_000);
  const atEnd = runAfterEach();
  const folder = makeTemporaryDirectory();
  let files: TlsFiles;
  let server: TestDaemon;
  let port: number;

  before(async () => {
    files = writeTlsFiles([host]);
    server = await startTestDaemon({ names: { www: ['192.0.2.1'] }, flags: files.flags });
    port = Number(server.daemon.status().tls?.endpoints[0]?.split(':')[1]);
  });
  after(() => server.stop());

  const need = (context: Mocha.Context, program: keyof typeof comesWith, word: string) =>
    needTool(
      context,
      isInstalled(program, word),
      `${program} is not installed; it comes with the package ${comesWith[program]}`,
    );
  const queries = () => server.daemon.status().tls?.queries ?? 0;

  it('answers kdig, which verifies the name, and pads', async function () {
    need(this, 'kdig', '-V');
    const words = ['@127.0.0.1', '-p', `${port}`, `+tls-ca=${files.certPath}`, `+tls-host=${host}`];
    const { output } = await runProgram('kdig', [...words, 'www.example.test', 'A']);
    expect(output).to.match(/TLS session \(TLS1\.3\)/);
    expect(output).to.match(/www\.example\.test\.\s+\d+\s+IN\s+A\s+192\.0\.2\.1/);
    expect(output)
      .to.match(/PADDING: \d+ B/)
      .and.match(/Received 468 B/);
  });

  it('is refused by kdig under another name', async function () {
    need(this, 'kdig', '-V');
    const words = ['@127.0.0.1', '-p', `${port}`, `+tls-ca=${files.certPath}`, '+tls-host=other.test'];
    const { output } = await runProgram('kdig', [...words, '+retry=0', 'www.example.test', 'A']);
    expect(output).to.not.match(/192\.0\.2\.1/);
  });

  it('answers dig', async function () {
    need(this, 'dig', '-v');
    const words = ['@127.0.0.1', '-p', `${port}`, '+tls', `+tls-ca=${files.certPath}`];
    const { output } = await runProgram('dig', [
      ...words,
      `+tls-hostname=${host}`,
      '+short',
      'www.example.test',
    ]);
    expect(output.trim()).to.equal('192.0.2.1');
  });

  /** What openssl says of a connection whose standard input is `input`. */
  async function connectBy(words: readonly string[], input = 'Q\n'): Promise<string> {
    const { output, errors } = await runProgram(
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${port}`, ...words],
      { input },
    );
    return output + errors;
  }

  it('resumes sessions of openssl, by file and connection after connection', async function () {
    needOpenssl(this);
    for (const version of ['-tls1_3', '-tls1_2']) {
      const session = join(folder, `session${version}.pem`);
      // A ticket of TLS 1.3 comes behind the handshake: it quits when it has one.
      const words = ['s_client', '-connect', `127.0.0.1:${port}`, version, '-sess_out', session];
      const first = spawn('openssl', words);
      const sign = version === '-tls1_3' ? 'Post-Handshake New Session Ticket' : 'TLS session ticket:';
      let said = '';
      first.stdin.on('error', () => undefined);
      first.stdout.on('data', (chunk) => {
        const isThere = said.includes(sign);
        said += String(chunk);
        if (!isThere && said.includes(sign)) first.stdin.end('Q\n');
      });
      await new Promise((resolve) => first.once('close', resolve));
      for (const _ of [1, 2])
        expect(await connectBy([version, '-sess_in', session]), version).to.match(/^Reused, TLSv1\.[23]/m);
    }
    expect((await connectBy(['-tls1_2', '-reconnect'])).match(/^Reused/gm)).to.have.length(5);
  });

  it('lets nobody renegotiate', async function () {
    needOpenssl(this);
    expect(await connectBy(['-tls1_2'], 'R\n')).to.match(/no.renegotiation/i);
  });

  it('says to who offers another protocol that there is none', async function () {
    needOpenssl(this);
    expect(await connectBy(['-alpn', 'dot'])).to.include('ALPN protocol: dot');
    expect(await connectBy(['-alpn', 'h2'])).to.match(/no application protocol/);
  });

  it('is what unbound forwards to, which verifies the certificate', async function () {
    need(this, 'unbound', '-V');
    const listen = await findFreePort();
    const file = join(folder, 'unbound.conf');
    writeFileSync(
      file,
      [
        'server:',
        `  interface: 127.0.0.1\n  port: ${listen}\n  do-ip6: no\n  do-daemonize: no\n  chroot: ""\n  username: ""`,
        `  directory: "${folder}"\n  pidfile: ""\n  use-syslog: no\n  logfile: ""\n  do-not-query-localhost: no`,
        `  local-zone: "test." nodefault\n  module-config: "iterator"\n  cache-max-ttl: 0\n  tls-cert-bundle: "${files.certPath}"`,
        `forward-zone:\n  name: "example.test"\n  forward-tls-upstream: yes\n  forward-addr: 127.0.0.1@${port}#${host}\n`,
      ].join('\n'),
    );
    await expectToForward('unbound', ['-d', '-c', file], listen);
  });

  it('is what dnsdist stands in front of', async function () {
    need(this, 'dnsdist', '--version');
    const listen = await findFreePort();
    const file = join(folder, 'dnsdist.conf');
    writeFileSync(
      file,
      [
        `setLocal("127.0.0.1:${listen}")`,
        'setSecurityPollSuffix("")',
        `newServer({address="127.0.0.1:${port}", tls="openssl", subjectName="${host}", caStore="${files.certPath}",`,
        '  validateCertificates=true, healthCheckMode="up"})\n',
      ].join('\n'),
    );
    await expectToForward('dnsdist', ['--supervised', '--disable-syslog', '-C', file], listen);
  });

  async function expectToForward(program: string, words: readonly string[], listen: number): Promise<void> {
    const before = queries();
    const question = makeQuery('www.example.test', { flags: 0x0100 });
    const ask = () => askUdp(listen, question, { withinMs: 500 }).catch(() => undefined);
    const forwarder = await runOtherServer(
      program,
      words,
      async () => (await ask()) !== undefined,
      folder,
      serverEnvironment as Record<string, string>,
    );
    if (typeof forwarder === 'string') throw new Error(forwarder);
    atEnd(() => forwarder.stop());
    expect(readReply(await ask()).answers).to.have.length(1);
    expect(queries()).to.be.greaterThan(before);
  }
});
