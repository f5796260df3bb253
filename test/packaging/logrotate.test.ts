// The rule for logrotate, on a directory as the service has it: behind a link, of a user without a name.

import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { isInstalled } from '../support/dns/run-other-server.ts';
import { needTool } from '../support/run-openssl.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const rule = resolve(import.meta.dirname, '../../../debian/healthy-dns.logrotate');

describe('the rule for logrotate', () => {
  it('moves the log away, and tells the daemon once', async function () {
    needTool(this, isInstalled('logrotate', '--version'), 'logrotate is not installed');
    const directory = makeTemporaryDirectory();
    const logs = join(directory, 'private');
    mkdirSync(logs, { mode: 0o750 });
    symlinkSync('private', join(directory, 'logs'));
    const log = join(logs, 'queries.log');
    writeFileSync(log, '{}\n');
    chmodSync(log, 0o640);
    if (process.getuid?.() === 0) for (const path of [log, logs]) chownSync(path, 61_184, 61_184);
    const told = join(directory, 'told');
    const words = readFileSync(rule, 'utf8')
      .replace('/var/log/healthy-dns', join(directory, 'logs'))
      .replace(/systemctl kill .* healthy-dns\.service/, `echo HUP >>${told};`);
    const copy = join(directory, 'rule');
    writeFileSync(copy, words, { mode: 0o644 });
    const rotated = await runProgram('logrotate', ['--force', '--state', join(directory, 'state'), copy]);
    expect([rotated.code, rotated.errors]).to.deep.equal([0, '']);
    const names = readdirSync(logs);
    expect(names).to.have.length(1);
    // Not .1, which the daemon's own bound writes over.
    expect(names[0]).to.match(/^queries\.log-\d{8}$/);
    expect(statSync(join(logs, names[0] ?? '')).mode & 0o777).to.equal(0o640);
    expect(readFileSync(told, 'utf8')).to.equal('HUP\n');
  });
});
