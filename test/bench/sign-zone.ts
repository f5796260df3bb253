// Prints how long it takes to sign a zone of 10,000 names, to change one name in it, and to find what is due, and how long
// the event loop was blocked meanwhile. Judges nothing.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { traitsOf } from '../../src/signing/algorithms.ts';
import { makeSigningKey } from '../../src/signing/signing-key.ts';
import type { SigningSettings } from '../../src/signing/signing-settings.ts';
import { dueForRenewal, signChange, signZone } from '../../src/signing/zone-signer.ts';
import { type Name, parseName, parseOwner } from '../../src/wire/name.ts';
import { printSecurityAlgorithm, RecordType, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { addressRdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { buildZone, changeZone } from '../../src/zone/build-zone.ts';
import type { Zone, ZoneNode } from '../../src/zone/zone.ts';
import { deriveTiming } from '../../src/zone/zone-timing.ts';

const nameCount = 10_000;
const changeCount = 500;
const nowSeconds = 1_790_000_000;

function nameOf(text: string): Name {
  const name = parseName(text);
  if (!name.ok) throw new Error(text);
  return name.value;
}

function recordsOf(index: number, hosts: readonly number[]) {
  const owner = parseOwner(`host${index}`);
  if (!owner.ok) throw new Error(owner.problem.kind);
  const rdatas = hosts.map((host) =>
    addressRdata({ family: 4, text: `10.${index >> 8}.${index & 0xff}.${host}` }),
  );
  const node: ZoneNode = [makeRRset(RecordType.A, 60, rdatas)];
  return [owner.value, node] as const;
}

const unsigned = buildZone(
  {
    apex: nameOf('example.test'),
    serial: 1,
    timing: deriveTiming(30, undefined, true),
    primary: nameOf('ns1.example.net'),
    mailbox: nameOf('hostmaster.example.test'),
    nsTtlSeconds: 1800,
    nameServers: [nameOf('ns1.example.net')],
  },
  new Map(Array.from({ length: nameCount }, (_, index) => recordsOf(index, [1, 2, 3]))),
);

async function measure(algorithm: SecurityAlgorithm, kind: SigningSettings['kind']): Promise<void> {
  const key = makeSigningKey(traitsOf(algorithm).generate(), algorithm);
  const settings: SigningSettings = { keys: [key], kind };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  delay.enable();
  const signedMs = await timeOf(async () => {
    zone = await signZone(unsigned, settings, nowSeconds);
  });
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  const againMs = await timeOf(async () => {
    await signZone(unsigned, settings, nowSeconds, zone);
  });
  const changeMs: number[] = [];
  for (let serial = 2; serial < changeCount + 2; serial++) {
    const change = changeZone(zone, new Map([recordsOf(serial, [1, 2])]), serial);
    if (change === undefined) throw new Error('nothing changed');
    changeMs.push(
      await timeOf(async () => {
        zone = (await signChange(change, zone, settings, nowSeconds)).zone;
      }),
    );
  }
  changeMs.sort((a, b) => a - b);
  const scanMs = await timeOf(async () => {
    dueForRenewal(zone, nowSeconds);
  });
  const figures = {
    algorithm: printSecurityAlgorithm(algorithm),
    kind,
    signMs: Math.round(signedMs),
    signCpuMs: Math.round((user + system) / 1000),
    loopDelayP99Ms: Number((delay.percentile(99) / 1e6).toFixed(1)),
    loopDelayMaxMs: Number((delay.max / 1e6).toFixed(1)),
    signAgainMs: Math.round(againMs),
    changeP50Ms: Number((changeMs[changeCount >> 1] ?? 0).toFixed(2)),
    changeP99Ms: Number((changeMs[Math.floor(changeCount * 0.99)] ?? 0).toFixed(2)),
    lookForDueMs: Math.round(scanMs),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

async function timeOf(act: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

let zone: Zone = unsigned;
for (const kind of ['nsec', 'nsec3'] as const) {
  await measure(SecurityAlgorithm.ECDSAP256SHA256, kind);
  await measure(SecurityAlgorithm.ED25519, kind);
}
await measure(SecurityAlgorithm.RSASHA256, 'nsec');
