// Keys that a reload brings, changes and takes away.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { signRequest } from '../../src/tsig/sign-request.ts';
import type { TsigKey } from '../../src/tsig/tsig-key.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { askTcp, askUdp, makeQuery, readReply } from '../support/dns/dns-client.ts';
import { makeTsigKey } from '../support/dns/make-tsig-key.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const names = { www: ['192.0.2.1'] };
const secrets = ['first', 'other'].map((text) => Buffer.from(text.padEnd(32, '.')).toString('base64'));
const [first, other] = secrets.map((secret) => makeTsigKey({ secret })) as [TsigKey, TsigKey];
const systemTime = { wallSeconds: () => Math.floor(Date.now() / 1000) };

describe('reload of keys', () => {
  const path = join(makeTemporaryDirectory(), 'keys.conf');
  let server: ReloadableDaemon;
  afterEach(stopDaemons);

  function flagsWith(index: number) {
    writeFileSync(path, `key "key.test." { algorithm hmac-sha256; secret "${secrets[index]}"; };\n`, {
      mode: 0o600,
    });
    return { 'tsig-key-file': path };
  }

  /** Over UDP and TCP: whether a query signed with the key gets a signed reply, and which code. */
  async function outcomesOf(key: TsigKey): Promise<string[]> {
    const outcomes: string[] = [];
    for (const ask of [askUdp, (port: number, query: Uint8Array) => askTcp(port, query)]) {
      const request = signRequest(makeQuery('www.example.test'), key, systemTime);
      const octets = (await ask(server.port, request.octets)) ?? Buffer.alloc(0);
      const isSigned = request.checkReply(octets) !== undefined;
      outcomes.push(`${isSigned ? 'signed' : 'unsigned'} ${(octets[3] ?? 0) & 15}`);
    }
    return outcomes;
  }

  it('takes up keys, others of the same name, and none', async () => {
    server = await startReloadableDaemon({ names });
    expect(await outcomesOf(first)).to.deep.equal(['unsigned 9', 'unsigned 9']);
    expect((await server.reload({ names, flags: flagsWith(0) })).ok).to.equal(true);
    expect(await outcomesOf(first)).to.deep.equal(['signed 0', 'signed 0']);
    expect((await server.reload({ names, flags: flagsWith(1) })).ok).to.equal(true);
    expect(await outcomesOf(first)).to.deep.equal(['unsigned 9', 'unsigned 9']);
    expect(await outcomesOf(other)).to.deep.equal(['signed 0', 'signed 0']);
    expect((await server.reload({ names })).ok).to.equal(true);
    expect(await outcomesOf(other)).to.deep.equal(['unsigned 9', 'unsigned 9']);
    expect(readReply(await askUdp(server.port, makeQuery('www.example.test'))).answers).to.have.length(1);
  });

  it('answers signed queries from the zone that is served when they come', async () => {
    server = await startReloadableDaemon({ names, flags: flagsWith(0) });
    for (const address of ['192.0.2.7', '192.0.2.8']) {
      await server.reload({ names: { www: [address] }, flags: flagsWith(0) });
      const request = signRequest(makeQuery('www.example.test'), first, systemTime);
      const octets = (await askUdp(server.port, request.octets)) ?? Buffer.alloc(0);
      expect(readReply(Buffer.from(request.checkReply(octets) ?? [])).answers.join()).to.contain(address);
    }
  });
});
