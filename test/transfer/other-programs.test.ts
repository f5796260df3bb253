// Transfers of a daemon, fetched and judged by other programs: dig, kdig, dnspython; dnssec-verify, ldns-verify-zone, kzonecheck.

import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { signingFlags } from '../support/dns/key-file.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needTool } from '../support/run-openssl.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { makeTransferQuery } from '../support/transfers/make-transfer-query.ts';
import { until } from '../support/until.ts';
import { findDeadPort } from '../support/worlds/backend.ts';

const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
const zone = 'example.test';
const secret = Buffer.alloc(32, 7).toString('base64');
const keyText = `hmac-sha256:xfr:${secret}`;
const allow = '{"allow": [{"key": "xfr."}]}';
/** So many fill several messages; signed ones take more room each. */
const nameCount = 3000;
const signedCount = 600;

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Not in this process: it has to answer meanwhile. */
function run(program: string, words: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env, timeout: 60_000 });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
    child.stdin.end(input);
  });
}

const has = (tool: string, words: readonly string[]) => spawnSync(tool, words, { env }).error === undefined;
const hasTools = has('dig', ['-v']) && has('kdig', ['-V']) && has('kzonecheck', ['-h']);
const hasPython = spawnSync('/usr/bin/python3', ['-c', 'import dns.query']).status === 0;

/** Fetches a zone, changes it as an IXFR from that serial says, and compares it with an AXFR. */
const pythonProgram = `
import sys, dns.query, dns.zone, dns.tsigkeyring, dns.xfr, dns.name
port, secret, serial, path = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
keyring = dns.tsigkeyring.from_text({'xfr.': secret})
def fetch(zone, serial):
    query, _ = dns.xfr.make_query(zone, serial=serial, keyring=keyring, keyname='xfr.', keyalgorithm='hmac-sha256')
    dns.query.inbound_xfr('127.0.0.1', zone, query, port=port, timeout=20)
whole = dns.zone.Zone('example.test.', relativize=False)
fetch(whole, None)
if serial > 0:
    older = dns.zone.from_file(path, origin='example.test.', relativize=False)
    fetch(older, serial)
    if older != whole: sys.exit('an IXFR leads elsewhere than an AXFR')
whole.to_file(path, relativize=False)
print(whole.get_soa().serial)
`;

describe('a zone fetched by other programs', () => {
  const atEnd = runAfterEach();
  let directory: string;
  let keyFile: string;
  let names: Record<string, unknown>;

  before(function () {
    needTool(this, hasTools, 'dig, kdig or kzonecheck is not installed');
  });

  beforeEach(async () => {
    directory = makeTemporaryDirectory();
    keyFile = join(directory, 'keys');
    writeFileSync(keyFile, `key "xfr" { algorithm hmac-sha256; secret "${secret}"; };\n`, { mode: 0o600 });
    names = Object.fromEntries(Array.from({ length: nameCount }, (_, i) => [`n${i}`, ['192.0.2.1']]));
    names['down'] = { ips: ['127.0.0.1'], health_port: await findDeadPort() };
    names['a.b.c'] = ['192.0.2.7', '2001:db8::7'];
  });

  afterEach(stopDaemons);

  const settingsOf = (flags: Readonly<Record<string, string>>) => ({
    zone,
    names,
    flags: { 'tsig-key-file': keyFile, transfer: allow, ...flags },
  });

  const dig = ({ port }: ReloadableDaemon, ...words: readonly string[]) =>
    run('dig', ['@127.0.0.1', '-p', String(port), ...words]);

  /** Signatures of messages are no records of the zone. */
  const recordsIn = ({ output }: Ran) => output.split('\n').filter((line) => !/^$|^;|\sTSIG\s/.test(line));

  for (const kind of ['unsigned', 'nsec', 'nsec3'] as const) {
    const signing = kind === 'unsigned' ? {} : signingFlags(undefined, kind);

    it(`is one that they accept, whole and by differences: ${kind}`, async () => {
      const count = kind === 'unsigned' ? nameCount : signedCount;
      for (let i = count; i < nameCount; i++) delete names[`n${i}`];
      const daemon = await startReloadableDaemon(settingsOf(signing));
      const first = daemon.serial ?? 0;
      const whole = await dig(daemon, '-y', keyText, zone, 'AXFR', '+onesoa');
      expect(whole.output).not.to.include('failed');
      expect(recordsIn(whole).length).to.be.greaterThan(count);
      const file = join(directory, 'zone');
      writeFileSync(file, `${recordsIn(whole).join('\n')}\n`);
      await accept(kind, file);

      const python = (serial: number) => {
        const words = ['-c', pythonProgram, String(daemon.port), secret, String(serial), `${file}.py`];
        return run('/usr/bin/python3', words);
      };
      if (hasPython) expect(await python(0)).to.deep.equal({ status: 0, output: `${first}\n` });
      names['n5'] = ['192.0.2.5', '192.0.2.6'];
      delete names['n6'];
      names['new'] = ['192.0.2.8'];
      expect((await daemon.reload(settingsOf(signing))).ok).to.equal(true);
      const { serial = 0 } = daemon;
      expect(serial).to.be.greaterThan(first);

      const difference = await dig(daemon, '-y', keyText, zone, `IXFR=${first}`);
      const soas = recordsIn(difference).filter((line) => line.split(/\s+/)[3] === 'SOA');
      expect(soas).to.have.lengthOf(4);
      expect(recordsIn(difference).length).to.be.within(7, 40);
      const words = ['-p', String(daemon.port), '-y', keyText, '@127.0.0.1', zone, `IXFR=${first}`];
      const byKnot = await run('kdig', words);
      expect(byKnot).to.deep.include({ status: 0 });
      expect(recordsIn(byKnot).length).to.equal(recordsIn(difference).length);
      if (hasPython) expect(await python(first)).to.deep.equal({ status: 0, output: `${serial}\n` });
      const nothing = await dig(daemon, '-y', keyText, zone, `IXFR=${serial}`);
      expect(recordsIn(nothing)).to.have.lengthOf(1);
      const lost = await dig(daemon, '-y', keyText, zone, 'IXFR=1');
      expect(recordsIn(lost).length).to.be.greaterThan(count);
    });
  }

  async function accept(kind: string, file: string): Promise<void> {
    expect(await run('kzonecheck', ['-o', zone, file])).to.deep.equal({ status: 0, output: '' });
    if (kind === 'unsigned') return;
    const verified = await run('dnssec-verify', ['-q', '-z', '-o', zone, file]);
    expect(verified, verified.output).to.deep.include({ status: 0 });
    const judged = await run('ldns-verify-zone', [file]);
    expect(judged, judged.output).to.deep.include({ status: 0 });
  }

  it('is refused without a key, with a wrong one and with a wrong secret', async () => {
    const daemon = await startReloadableDaemon(settingsOf({}));
    const wrong = Buffer.alloc(32, 8).toString('base64');
    for (const words of [[], ['-y', `hmac-sha256:other:${secret}`], ['-y', `hmac-sha256:xfr:${wrong}`]]) {
      const { output } = await dig(daemon, ...words, zone, 'AXFR');
      expect(output).to.include('Transfer failed.');
      expect(output).not.to.include('192.0.2.1');
    }
  });

  it('leaves ten times at once while questions are answered', async () => {
    const daemon = await startReloadableDaemon(settingsOf(signingFlags()));
    let isDone = false;
    const fetched = Promise.all(
      Array.from({ length: 10 }, () => dig(daemon, '-y', keyText, zone, 'AXFR', '+onesoa')),
    ).finally(() => {
      isDone = true;
    });
    let answered = 0;
    for (; !isDone; answered++)
      expect((await queryUdp(daemon.port, `n5.${zone}`)).answers).to.have.lengthOf(1);
    const all = await fetched;
    expect(new Set(all.map((one) => recordsIn(one).join('\n'))).size).to.equal(1);
    expect(answered).to.be.greaterThan(10);
  });

  describe('by clients that stop', () => {
    let daemon: ReloadableDaemon;

    beforeEach(async () => {
      const open = { transfer: '{"allow": ["127.0.0.1"]}' };
      daemon = await startReloadableDaemon(settingsOf({ ...signingFlags(), ...open }));
    });

    const query = makeTransferQuery({ apex: nameOf(zone) });

    async function begin(): Promise<Socket> {
      const socket = connect(daemon.port, '127.0.0.1');
      atEnd(() => socket.destroy());
      socket.on('error', () => undefined);
      socket.write(Buffer.concat([Buffer.from([0, query.length]), query]));
      await new Promise((resolve) => socket.once('readable', resolve));
      return socket;
    }

    const finishes = async () => {
      const { output } = await dig(daemon, zone, 'AXFR', '+onesoa');
      return recordsIn({ status: 0, output }).length > nameCount;
    };

    it('keeps nobody out: not by reading nothing', async () => {
      const sockets = await Promise.all(Array.from({ length: 4 }, begin));
      expect(await finishes()).to.equal(true);
      for (const socket of sockets) socket.destroy();
      await until('all have ended', () => daemon.events('transfer-broken').length === 4);
    });

    it('keeps nobody out: not by going away halfway', async () => {
      for (let round = 0; round < 12; round++) {
        const socket = await begin();
        socket.resetAndDestroy();
      }
      await until('all have ended', () => daemon.events('transfer-broken').length === 12);
      expect(await finishes()).to.equal(true);
    });

    it('is not held up at a stop', async () => {
      await begin();
      await stopDaemons();
    });
  });
});
