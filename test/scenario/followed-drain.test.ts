// What `drain --wait` and `status` say while a secondary still answers with what was drained: which one, since when, and how
// to go on. It is scripted, and catches up when the test says so.

import { expect } from 'chai';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { endSpawned, spawnProgram, zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { type ScriptedSecondary, startSecondary } from '../support/dns/scripted-secondary.ts';
import { until } from '../support/until.ts';

const drained = '192.0.2.1';

describe('drain --wait with a secondary', () => {
  let operated: OperatedDaemon;
  let secondary: ScriptedSecondary;
  /** What it answers; follows when it is told unless it is stuck. */
  let held: number;
  let isStuck: boolean;

  beforeEach(async () => {
    operated = new OperatedDaemon();
    isStuck = false;
    held = 0;
    secondary = await startSecondary({
      soa: () => {
        if (!isStuck) held = secondary.notifies().at(-1) ?? 0;
        return held;
      },
    });
  });
  afterEach(async () => {
    await endSpawned();
    await secondary.close();
  });

  function variables(follows = true): Record<string, string> {
    const { port } = secondary.endpoint;
    const notify = follows ? [{ address: '127.0.0.1', port }] : [];
    return zoneVariables(
      { www: [drained, '192.0.2.2'] },
      {
        HEALTHY_DNS_TTL: '1',
        HEALTHY_DNS_TRANSFER: JSON.stringify({ allow: ['127.0.0.1'], notify }),
      },
    );
  }

  const label = () => `127.0.0.1:${secondary.endpoint.port}`;
  const caughtUp = () =>
    until('it has what is newest', async () => {
      const { secondaries } = await operated.status();
      return secondaries?.list[0]?.zones.current === 1;
    });

  function startWaiting() {
    return spawnProgram({ words: ['drain', drained, '--wait'], environment: operated.place });
  }

  async function drainWhileStuck() {
    await operated.serve(variables());
    await caughtUp();
    isStuck = true;
    const waiting = startWaiting();
    await until('it says whom it waits for', () => waiting.errors.includes('waiting for secondaries'));
    return waiting;
  }

  it('returns when the secondary has it and the TTL has passed', async () => {
    await operated.serve(variables());
    await caughtUp();
    const { code, output, errors } = await operated.run('drain', drained, '--wait');
    expect([code, errors.includes('waiting for secondaries')]).to.deep.equal([0, false]);
    expect(output).to.include(`every answer with ${drained} for www has expired\n`);
    expect(held).to.equal((await operated.status()).serial);
  });

  it('says which one it waits for, and goes on when that catches up late', async () => {
    const waiting = await drainWhileStuck();
    expect(waiting.errors).to.match(
      new RegExp(
        `waiting for secondaries that still answer with ${drained}: ${label()} \\(behind for \\d+ s\\); .*"notify"`,
      ),
    );
    const { output } = await operated.run('status');
    expect(output).to.match(new RegExp(`${drained} .*waits for ${label()} \\(behind for`));
    expect(output).to.match(
      new RegExp(
        `${label()} +0/1 +\\d+ s ago, answered +\\d+ s: example\\.test\\. \\(1 change, has ${held}\\)`,
      ),
    );
    isStuck = false;
    expect(await waiting.ended).to.equal(0);
  });

  it('says so as well without --wait', async () => {
    await operated.serve(variables());
    await caughtUp();
    isStuck = true;
    const { code, output } = await operated.run('drain', drained);
    expect(code).to.equal(0);
    expect(output).to.include(`secondaries answer with it until they have fetched the change`);
    expect(output).to.include(`${label()} (behind for 0 s); --wait waits for both\n`);
  });

  it('goes on when a reload no longer names the secondary', async () => {
    const waiting = await drainWhileStuck();
    const reloaded = await operated.command(['reload'], variables(false));
    expect(reloaded.code, reloaded.errors).to.equal(0);
    expect(await waiting.ended).to.equal(0);
  });

  it('goes on waiting over a restart', async () => {
    const waiting = await drainWhileStuck();
    const [override] = (await operated.status()).overrides;
    process.kill((await operated.status()).pid, 'SIGTERM');
    await until('it is gone', async () =>
      operated.status().then(
        () => false,
        () => true,
      ),
    );
    await operated.serve(variables());
    await until(
      'it is told',
      async () => (await operated.status()).secondaries?.list[0]?.lastNotify?.reply === 'NOERROR',
    );
    const [after] = (await operated.status()).overrides;
    expect([after?.sinceSeconds, after?.clearInMs]).to.deep.equal([override?.sinceSeconds, undefined]);
    expect(after?.waitsFor?.map(({ secondary: name }) => name)).to.deep.equal([label()]);
    isStuck = false;
    expect(await waiting.ended).to.equal(0);
  });
});
