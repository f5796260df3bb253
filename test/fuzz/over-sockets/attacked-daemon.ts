// The daemon under attack, in a process of its own: with guards around its memory, and watched from outside.

import { readdirSync, readFileSync } from 'node:fs';
import type { Status } from '../../../src/control/protocol/status.ts';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import type { SpawnedProgram } from '../../support/daemon/spawn-daemon.ts';
import { askUdp, makeQuery } from '../../support/dns/dns-client.ts';
import { fuzzedNameServers, fuzzedNames } from '../../support/dns/fuzzed-zone.ts';
import { writeTlsFiles } from '../../support/dns/tls-client.ts';
import { makeGuardedProgram } from './guarded-program.ts';

export interface Watched {
  /** Messages that it says it has received: asked over UDP, dropped as no query, and behind no good header. */
  readonly received: { readonly udp: number; readonly dropped: number; readonly refused: number };
  readonly residentOctets: number;
  readonly descriptors: number;
}

const startMs = 120_000;
const pokeMs = 200;

export class AttackedDaemon {
  readonly #operated: OperatedDaemon;
  readonly program: SpawnedProgram;
  readonly port: number;
  readonly tlsPort: number;
  readonly serial: number;

  private constructor(operated: OperatedDaemon, program: SpawnedProgram, { endpoints, tls, serial }: Status) {
    this.#operated = operated;
    this.program = program;
    this.port = portOf(endpoints);
    this.tlsPort = portOf(tls?.endpoints ?? []);
    this.serial = serial ?? 0;
  }

  static async start(
    engine: string,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<AttackedDaemon> {
    const operated = new OperatedDaemon();
    const { certPath, keyPath } = writeTlsFiles();
    const program = await operated.serve(
      {
        HEALTHY_DNS_HOSTED_ZONE: 'example.test',
        HEALTHY_DNS_NS: JSON.stringify(fuzzedNameServers),
        HEALTHY_DNS_ZONE_RESOLUTIONS: JSON.stringify(fuzzedNames),
        HEALTHY_DNS_LISTEN: '127.0.0.1',
        HEALTHY_DNS_PORT: '0',
        HEALTHY_DNS_UDP_ENGINE: engine,
        HEALTHY_DNS_TLS_PORT: '0',
        HEALTHY_DNS_TLS_CERT: certPath,
        HEALTHY_DNS_TLS_KEY: keyPath,
        // Every query is to be answered.
        HEALTHY_DNS_RRL: 'off',
        ...variables,
      },
      { program: makeGuardedProgram() },
      startMs,
    );
    return new AttackedDaemon(operated, program, await operated.status());
  }

  async watch(): Promise<Watched> {
    const { queries, frontEnds } = await this.#status();
    const status = readFileSync(`/proc/${this.program.pid}/status`, 'utf8');
    return {
      received: { udp: queries.udp, dropped: queries.dropped, refused: frontEnds?.refused ?? 0 },
      residentOctets: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024,
      descriptors: readdirSync(`/proc/${this.program.pid}/fd`).length,
    };
  }

  /** Once more where the connection of the last time has been closed meanwhile. */
  #status(): Promise<Status> {
    return this.#operated.status().catch(() => this.#operated.status());
  }

  /** Asks once, and does not mind whether it answers. */
  async poke(): Promise<void> {
    await askUdp(this.port, makeQuery('www.example.test'), { withinMs: pokeMs });
  }

  /** Whatever went wrong in it. */
  get complaints(): readonly string[] {
    const lines = this.program.output.split('\n').concat(this.program.errors.split('\n'));
    return lines.filter((line) => /"event":"bug"|memory guard|Error/.test(line));
  }

  stop(): Promise<number | string> {
    return this.program.stop();
  }
}

function portOf([first = '']: readonly string[]): number {
  return Number(first.split(':').at(-1));
}
