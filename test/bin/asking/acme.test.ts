// `healthy-dns acme` and the hook of certbot and dehydrated, against a real daemon.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ExitCode } from '../../../src/bin/process/exit-codes.ts';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import { endSpawned, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { testedProgram } from '../../support/daemon/tested-program.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';

const root = join(import.meta.dirname, '../../../..');

describe('healthy-dns acme', () => {
  let operated: OperatedDaemon;

  beforeEach(async () => {
    operated = new OperatedDaemon();
    await operated.serve(zoneVariables({ www: ['192.0.2.1'] }));
  });
  afterEach(endSpawned);

  async function served(name: string): Promise<readonly string[]> {
    const { answers } = await queryUdp(await operated.dnsPort(), `_acme-challenge.${name}`, { type: 16 });
    return answers.map((record) => record.replace(/.* TXT /, '')).sort();
  }

  it('sets and clears texts, and says what is served', async () => {
    const set = await operated.run('acme', 'set', 'example.test', 'one', '--wait');
    expect(set.code).to.equal(ExitCode.ok);
    expect(set.output).to.match(/^_acme-challenge\.example\.test\. answers with "one", until /);
    await operated.run('acme', 'set', '*.example.test', 'two');
    expect(await served('example.test')).to.have.length(2);
    const cleared = await operated.run('acme', 'clear', 'example.test');
    expect(cleared.output).to.equal('_acme-challenge.example.test. has no text any more\n');
    expect(await served('example.test')).to.deep.equal([]);
    expect((await operated.run('status')).output).not.to.contain('UPDATED ZONE');
  });

  for (const [what, words, code] of [
    ['another zone', ['set', 'example.org', 'one'], ExitCode.noSuchService],
    ['no text', ['set', 'example.test'], ExitCode.usage],
    ['another action', ['put', 'example.test', 'one'], ExitCode.usage],
    ['a text of two words', ['set', 'example.test', 'one two'], ExitCode.usage],
    ['no name', ['set', '', 'one'], ExitCode.noSuchService],
    ['two texts', ['set', 'example.test', 'one', '--txt=two'], ExitCode.usage],
    ['more than a week', ['set', 'example.test', 'one', '--for', '8d'], ExitCode.usage],
    ['no time', ['set', 'example.test', 'one', '--for', '0'], ExitCode.usage],
    ['no duration', ['set', 'example.test', 'one', '--for', 'soon'], ExitCode.usage],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const result = await operated.run('acme', ...words);
      expect(result.code, result.errors).to.equal(code);
      expect(result.errors).to.match(/^error: (?!expected \{)/);
    });
  }

  it('is what the hook runs for certbot and for dehydrated', async () => {
    const program = join(operated.directory, 'program');

    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${testedProgram}' "$@"\n`, {
      mode: 0o755,
    });
    const hook = async (words: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
      const environment = {
        ...process.env,
        ...operated.place,
        HEALTHY_DNS: program,
        ...variables,
      };
      await promisify(execFile)('sh', [join(root, 'debian/acme-hook.sh'), ...words], { env: environment });
    };
    const certbot = { CERTBOT_DOMAIN: 'www.example.test', CERTBOT_VALIDATION: '-one' };
    await hook(['auth'], certbot);
    expect(await served('www.example.test')).to.have.length(1);
    await hook(['cleanup'], certbot);
    expect(await served('www.example.test')).to.deep.equal([]);
    await hook(['deploy_challenge', 'example.test', 'file', 'two', 'example.test', 'file', 'three']);
    expect(await served('example.test')).to.have.length(2);
    await hook(['clean_challenge', 'example.test', 'file', 'two', 'example.test', 'file', 'three']);
    expect(await served('example.test')).to.deep.equal([]);
    await hook(['startup_hook']);
  });

  describe('the hook, of many names at once', () => {
    /** What it ran, and its exit code, with a program that always exits with that one. */
    async function run(operation: string, code: number): Promise<readonly string[]> {
      const program = join(operated.directory, 'program');
      const calls = join(operated.directory, 'calls');
      writeFileSync(program, `#!/bin/sh\necho "$@" >>'${calls}'\nexit ${code}\n`, { mode: 0o755 });
      const words = [operation, 'a.test', 'f', 't$(id)', '*.b.test', 'f', '-u'];
      const ended = await promisify(execFile)('sh', [join(root, 'debian/acme-hook.sh'), ...words], {
        env: { ...process.env, HEALTHY_DNS: program },
      }).then(
        () => 0,
        (error: { readonly code?: unknown }) => error.code,
      );
      return [...readFileSync(calls, 'utf8').trim().split('\n'), `${ended}`];
    }

    it('waits once for a secondary that is away', async () => {
      expect(await run('deploy_challenge', 75)).to.deep.equal([
        'acme set a.test --txt=t$(id) --wait',
        'acme set *.b.test --txt=-u',
        '0',
      ]);
    });

    it('stops the client when a text cannot be set', async () => {
      expect(await run('deploy_challenge', 3)).to.deep.equal(['acme set a.test --txt=t$(id) --wait', '3']);
    });

    it('clears what it can', async () => {
      expect(await run('clean_challenge', 3)).to.deep.equal([
        'acme clear a.test --txt=t$(id)',
        'acme clear *.b.test --txt=-u',
        '3',
      ]);
    });
  });
});
