// SIGHUP reads the key files again; a key that cannot be read leaves the zone signed as before.

import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  endSpawned,
  type SpawnedProgram,
  spawnProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import { queryStrictly } from '../../support/dns/ask-strictly.ts';
import { keyFile } from '../../support/dns/key-file.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

describe('SIGHUP with keys', () => {
  const directory = makeTemporaryDirectory();
  const path = join(directory, 'zone.pem');
  let daemon: SpawnedProgram;
  let port = 0;

  before(async () => {
    copyFileSync(keyFile(13, 0).path, path);
    daemon = spawnProgram({
      environment: zoneVariables(
        { www: ['192.0.2.1'] },
        { HEALTHY_DNS_PRIV_KEY_PATH: path, HEALTHY_DNS_RUNTIME_DIRECTORY: directory },
      ),
    });
    const portIn = () => /serving.* on 127\.0\.0\.1:(\d+)/.exec(daemon.output)?.[1];
    await until('it serves', () => portIn() !== undefined || daemon.hasEnded);
    port = Number(portIn());
  });
  after(endSpawned);

  const key = async () => {
    const reply = await queryStrictly('udp', port, 'example.test', { type: 48 });
    return reply.message.answers.map(({ data }) => data.toString('latin1')).join();
  };

  for (const [fact, damage] of [
    ['is gone', () => rmSync(path)],
    [
      'is damaged',
      () => writeFileSync(path, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
    ],
    ['is empty', () => writeFileSync(path, '')],
  ] as const) {
    it(`keeps the previous key when the file ${fact}`, async () => {
      const refusals = () => daemon.output.match(/"reload-failed"/g)?.length ?? 0;
      const before = refusals();
      damage();
      daemon.kill('SIGHUP');
      await until('it complains', () => refusals() > before);
      expect(daemon.output).to.include(path);
      expect(await key()).to.equal(keyFile(13, 0).key.dnskey);
      const signed = await queryStrictly('udp', port, 'www.example.test', { edns: { dnssecOk: true } });
      expect(signed.answers).to.have.lengthOf(2);
    });
  }

  it('switches to the key that is in the file now', async () => {
    copyFileSync(keyFile(13, 1).path, path);
    daemon.kill('SIGHUP');
    await until('the new key is served', async () => (await key()) === keyFile(13, 1).key.dnskey);
    expect(daemon.hasEnded).to.equal(false);
  });
});
