// A daemon of ours that others follow: in its own process, as operators run it, so that it can be ended in any way and
// started again with what it kept.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postControl } from '../../../src/control/ask-control.ts';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { routes } from '../../../src/control/protocol/routes.ts';
import type { Status } from '../../../src/control/protocol/status.ts';
import { OperatedDaemon } from '../daemon/operated-daemon.ts';
import type { SpawnedProgram } from '../daemon/spawn-daemon.ts';
import { testedUdpEngine } from '../daemon/start-test-daemon.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { type KeyFile, keyFile, signingFlags } from '../dns/key-file.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import type { Secondary } from './secondary.ts';
import type { FollowedZone, TransferKey } from './secondary-product.ts';

export interface PrimaryZone extends FollowedZone {
  /** As the zone's setting of this name. */
  readonly names: Readonly<Record<string, unknown>>;
  /** More settings of the zone. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface PrimarySettings {
  readonly zones: readonly PrimaryZone[];
  readonly secondaries: readonly Secondary[];
  /** Dotted text; allowed as a zone with this key is. */
  readonly catalog?: FollowedZone;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Tens of thousands of signatures come first. */
const startWithinMs = 120_000;

/** One for all zones and runs, so that a trust anchor stays the same. */
export const zoneKey: KeyFile = keyFile();
export const transferKey: TransferKey = {
  name: 'xfr',
  algorithm: 'hmac-sha256',
  secret: Buffer.from('a secret of thirty-two octets, ok').toString('base64'),
};

export class OurPrimary {
  readonly port: number;
  readonly #operated = new OperatedDaemon();
  readonly #stateDirectory = makeTemporaryDirectory();
  readonly #keysFile: string;
  readonly #zonesFile: string;
  #program: SpawnedProgram | undefined;
  /** What earlier runs said. */
  #earlier = '';

  private constructor(port: number) {
    this.port = port;
    this.#keysFile = join(this.#stateDirectory, 'keys.conf');
    this.#zonesFile = join(this.#stateDirectory, 'zones.json');
    const { name, algorithm, secret } = transferKey;
    const text = `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`;
    writeFileSync(this.#keysFile, text, { mode: 0o600 });
  }

  /** Its port stays the same over restarts, because secondaries are told of it once. */
  static async place(): Promise<OurPrimary> {
    return new OurPrimary(await findFreePort());
  }

  async serve(settings: PrimarySettings): Promise<void> {
    this.#program = await this.#operated.serve(this.#variables(settings), {}, startWithinMs);
  }

  async reload(settings: PrimarySettings): Promise<void> {
    const { code, output, errors } = await this.#operated.command(['reload'], this.#variables(settings));
    if (code !== 0) throw new Error(`the reload failed: ${output}${errors}`);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const program = this.#program;
    if (program === undefined) return;
    this.#program = undefined;
    await program.stop(signal);
    this.#earlier += program.output + program.errors;
  }

  get log(): string {
    return this.#earlier + (this.#program?.output ?? '') + (this.#program?.errors ?? '');
  }

  get pid(): number {
    return this.#program?.pid ?? 0;
  }

  status(): Promise<Status> {
    return this.#operated.status();
  }

  run(...words: string[]) {
    return this.#operated.run(...words);
  }

  /** At once, without probes; it may leave names without address. */
  async drain(subject: string): Promise<void> {
    const body = { subject, mayEmpty: true };
    const asked = await postControl(this.#socketPath, routes.drain, body);
    if (!asked.ok || asked.value.kind !== 'done')
      throw new Error(`drain ${subject}: ${JSON.stringify(asked)}`);
  }

  async undrain(subject: string): Promise<void> {
    const asked = await postControl(this.#socketPath, routes.undrain, { subject });
    if (!asked.ok || asked.value.kind !== 'done') {
      throw new Error(`undrain ${subject}: ${JSON.stringify(asked)}`);
    }
  }

  get #socketPath(): string {
    return controlSocketPath(this.#operated.directory);
  }

  #variables({ zones, secondaries, catalog, variables }: PrimarySettings): Record<string, string> {
    const transfer = (key: TransferKey | undefined) => transferOf(secondaries, key);
    const served = zones.map(({ apex, key, signing, names, settings }) => [
      apex,
      {
        ns: ['ns1', 'ns.elsewhere.test'],
        names,
        transfer: transfer(key),
        ...(signing === undefined ? {} : { ...signingFlags(zoneKey), nsec3: signing === 'nsec3' }),
        ...settings,
      },
    ]);
    // Thousands of names do not fit into a variable.
    writeFileSync(this.#zonesFile, JSON.stringify(Object.fromEntries(served)));
    return {
      HEALTHY_DNS_ZONES: `@${this.#zonesFile}`,
      HEALTHY_DNS_LISTEN: '127.0.0.1',
      HEALTHY_DNS_PORT: String(this.port),
      HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
      // Tests ask as fast as they can.
      HEALTHY_DNS_RRL: 'off',
      HEALTHY_DNS_TSIG_KEY_FILE: this.#keysFile,
      HEALTHY_DNS_TEST_MIN_INTERVAL: '0.1',
      HEALTHY_DNS_TEST_TIMEOUT: '0.2',
      HEALTHY_DNS_FALL: '1',
      STATE_DIRECTORY: this.#stateDirectory,
      ...(catalog === undefined
        ? {}
        : {
            HEALTHY_DNS_CATALOG: catalog.apex,
            HEALTHY_DNS_TRANSFER: JSON.stringify(transfer(catalog.key)),
          }),
      ...variables,
    };
  }
}

/** With a key: whoever has it, and those who cannot sign for members of a catalog. Tests themselves ask from 127.0.0.1. */
function transferOf(secondaries: readonly Secondary[], key: TransferKey | undefined): unknown {
  const unsigned = secondaries.filter(({ product }) => product.hasCatalogs && !product.signsForMembers);
  const signedBy = key === undefined ? {} : { key: key.name };
  return {
    allow: key === undefined ? ['127.0.0.0/8'] : [signedBy, ...unsigned.map(({ place }) => place.address)],
    notify: secondaries.map(({ place: { address, port } }) => ({ address, port, ...signedBy })),
  };
}
