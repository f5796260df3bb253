// A daemon in its own process that has something of everything that an attack may disturb: probed backends, a zone that others
// may fetch, a key that may change it, answers that are worth reflecting.

import { OperatedDaemon } from '../daemon/operated-daemon.ts';
import { type SpawnedProgram, zoneVariables } from '../daemon/spawn-daemon.ts';
import { testedUdpEngine } from '../daemon/start-test-daemon.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { keyFile } from '../dns/key-file.ts';
import type { TransferKey } from '../secondaries/secondary-product.ts';
import { makeSharedKey, writeSharedKeys } from '../updates/shared-keys.ts';
import { openTarget, type TestTarget } from '../worlds/open-target.ts';

export interface AttackedDaemon {
  readonly operated: OperatedDaemon;
  readonly program: SpawnedProgram;
  readonly port: number;
  /** May change names below `dyn`, and have the zone. */
  readonly key: TransferKey;
  /** `www` has the addresses of both. */
  readonly targets: readonly [TestTarget, TestTarget];
  readonly probeIntervalMs: number;
  stop(): Promise<void>;
}

export interface AttackedSettings {
  readonly isSigned?: boolean;
  readonly names?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly filesMax?: number;
}

const probeIntervalMs = 200;
/** Longer than fits into a datagram. */
export const longText = Array.from({ length: 8 }, (_, at) => `${at}${'x'.repeat(199)}`);
/** So many names that a transfer is several messages. */
const hostCount = 3000;

export async function startAttackedDaemon(settings: AttackedSettings = {}): Promise<AttackedDaemon> {
  const targets = [await openTarget('127.0.31.1'), await openTarget('127.0.31.2')] as const;
  const operated = new OperatedDaemon();
  const key: TransferKey = { ...makeSharedKey('attacked'), algorithm: 'hmac-sha256' };
  const port = await findFreePort();
  const checked = targets.map((target) => ({
    ip: target.address,
    check: { type: 'tcp', port: target.port },
  }));
  const hosts = Array.from({ length: hostCount }, (_, at) => [`host${at}`, ['192.0.2.1']] as const);
  const names = {
    www: { ips: checked },
    plain: ['192.0.2.1'],
    many: Array.from({ length: 16 }, (_, at) => `192.0.2.${at + 1}`),
    long: { ips: ['192.0.2.1'], txt: longText },
    ...Object.fromEntries(hosts),
    ...settings.names,
  };
  const { filesMax } = settings;
  const closeTargets = () => Promise.all(targets.map((target) => target.takeDown()));
  const serving = operated.serve(
    zoneVariables(names, {
      HEALTHY_DNS_PORT: String(port),
      HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
      // As operators get it.
      HEALTHY_DNS_RRL: '200',
      HEALTHY_DNS_TEST_MIN_INTERVAL: String(probeIntervalMs / 1000),
      HEALTHY_DNS_TEST_TIMEOUT: '1',
      HEALTHY_DNS_FALL: '2',
      HEALTHY_DNS_FLAP_LIMIT: '0',
      HEALTHY_DNS_TSIG_KEY_FILE: writeSharedKeys([key]),
      HEALTHY_DNS_UPDATE: JSON.stringify([{ key: `${key.name}.`, names: ['*.dyn'], types: ['A', 'TXT'] }]),
      HEALTHY_DNS_TRANSFER: JSON.stringify({ allow: [{ key: `${key.name}.` }] }),
      STATE_DIRECTORY: operated.directory,
      ...(settings.isSigned === true ? { HEALTHY_DNS_PRIV_KEY_PATH: keyFile().path } : {}),
      ...settings.variables,
    }),
    filesMax === undefined ? {} : { filesMax },
  );
  // What still listens would keep the tests from ending.
  const program = await serving.catch(async (cause: unknown) => {
    await closeTargets();
    throw cause;
  });
  const stop = async () => {
    if (!program.hasEnded) await program.stop();
    await closeTargets();
  };
  return { operated, program, port, key, targets, probeIntervalMs, stop };
}
