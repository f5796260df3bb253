// `healthy-dns check`: prints what is wrong with a configuration, or the zone it makes with every target up, signed if there
// are keys, and the answers for its names when too few targets are up.

import { systemClock } from '../../base/clock.ts';
import { quote } from '../../config/findings/quote.ts';
import { hintedOwner } from '../../config/names/service-binding.ts';
import type { Names } from '../../config/names/written-names.ts';
import { type Config, readConfig } from '../../config/read-config.ts';
import type { CommandLine, Environment } from '../../config/sources/gather-values.ts';
import { decideAllHealthy } from '../../health/deciding/decide.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import { bindingsRRset } from '../../publishing/binding-records.ts';
import { loadSigning } from '../../publishing/load-signing.ts';
import { buildZones } from '../../publishing/zone-group.ts';
import { signZone } from '../../signing/zone-signer.ts';
import { completeName, type Name, parseName, printName, type RelativeName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import { addressRdata, srvRdata } from '../../wire/rdata.ts';
import { printZone } from '../../zone/print-zone.ts';
import { nextSerial } from '../../zone/serial.ts';
import type { Zone } from '../../zone/zone.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findEnvironment } from '../process/find-environment.ts';
import { printCondition, printShortages } from './print-shortages.ts';
import { listAnchors, listTargets, printProbed, probeTargets } from './probe-targets.ts';

/** Enough to find the name that was meant. */
const zonesShownMax = 20;

export interface CheckOptions {
  readonly zone: string | undefined;
  /** Try the checks instead of printing the zone. */
  readonly probe: boolean;
}

export async function check(
  commandLine: CommandLine,
  environment: Environment,
  { zone: zoneName, probe }: CheckOptions,
): Promise<number> {
  const config = readConfig(commandLine, findEnvironment(commandLine, environment));
  if (!config.ok) {
    printFindings(config.problem);
    return ExitCode.config;
  }
  const [zoneConfig] = config.value.zones;
  const signing = zoneConfig?.signing;
  const loaded = signing && loadSigning(signing);
  if (loaded !== undefined && !loaded.ok) {
    printFindings([...config.value.warnings, ...loaded.problem]);
    return ExitCode.config;
  }
  printFindings([...config.value.warnings, ...(loaded?.value.warnings ?? [])]);
  if (probe) return await probeAll(config.value);
  const nowSeconds = systemClock.wallSeconds();
  const zones = buildZones(config.value, decideAllHealthy, nextSerial(undefined, nowSeconds));
  const zone = zoneName === undefined ? zones[0] : findZone(zones, zoneName);
  if (zone === undefined) {
    const known = zones.slice(0, zonesShownMax).map(({ apex }) => printName(apex));
    const more = zones.length > zonesShownMax ? ` and ${zones.length - zonesShownMax} more` : '';
    process.stderr.write(
      `error: --zone: ${quote(zoneName ?? '')} is not among the zones (${known.join(', ')}${more})\n`,
    );
    return ExitCode.config;
  }
  const conditions = conditionsOf(zoneConfig?.content, zone);
  const printed = loaded === undefined ? zone : await signZone(zone, loaded.value.settings, nowSeconds);
  process.stdout.write(printZone(printed, (name, type, rdata) => conditions.get(keyOf(name, type, rdata))));
  process.stdout.write(printShortages(zoneConfig?.content.resolutions ?? [], zone.apex));
  return ExitCode.ok;
}

async function probeAll({ zones, health }: Config): Promise<number> {
  const resolutions = zones.flatMap(({ content }) => content.resolutions);
  const targets = [...listTargets(resolutions), ...listAnchors(health.doubt?.anchors ?? [])];
  const probed = await probeTargets(targets, health.timeoutMs);
  process.stdout.write(printProbed(probed));
  const isGood = probed.every(({ outcome }) => outcome.kind === 'success');
  return isGood ? ExitCode.ok : ExitCode.targetsDown;
}

function findZone(zones: readonly Zone[], text: string): Zone | undefined {
  const name = parseName(text);
  return name.ok ? zones.find(({ apex }) => apex === name.value) : undefined;
}

/** For each record that is only published under a condition: the condition. */
function conditionsOf(content: Names | undefined, { apex }: Zone): ReadonlyMap<string, string> {
  const { resolutions = [], services = [], bindings = [] } = content ?? {};
  const conditions = new Map<string, string>();
  const checked = new Map<RelativeName, Resolution>();
  for (const resolution of resolutions) {
    const { owner, candidates } = resolution;
    if (candidates.every(({ check: condition }) => condition !== undefined)) checked.set(owner, resolution);
    for (const { address, check: condition } of candidates) {
      if (condition === undefined) continue;
      const type = address.family === 4 ? RecordType.A : RecordType.AAAA;
      const key = keyOf(completeName(owner, apex) ?? '', type, addressRdata(address));
      conditions.set(key, printCondition(condition));
    }
  }
  for (const { owner, places } of services) {
    for (const { host, ...numbers } of places) {
      const resolution = host.kind === 'inside' ? checked.get(host.owner) : undefined;
      const target = resolution && completeName(resolution.owner, apex);
      if (resolution === undefined || target === undefined) continue;
      const key = keyOf(completeName(owner, apex) ?? '', RecordType.SRV, srvRdata({ ...numbers, target }));
      conditions.set(key, describeCondition(resolution, target));
    }
  }
  for (const binding of bindings) {
    const { owner, type } = binding;
    const resolution = checked.get(hintedOwner(binding) ?? owner);
    const name = completeName(owner, apex);
    if (resolution === undefined || name === undefined || !binding.hasHints) continue;
    const hints = resolution.candidates.map(({ address }) => address);
    for (const rdata of bindingsRRset([{ ...binding, hints }], apex, 0)?.rdatas ?? [])
      conditions.set(keyOf(name, type, rdata), 'with the healthy addresses as hints');
  }
  return conditions;
}

function describeCondition({ candidates }: Resolution, name: Name): string {
  const [only, ...others] = candidates;
  const condition = others.length === 0 ? only?.check : undefined;
  return condition === undefined ? `while ${printName(name)} has an address` : printCondition(condition);
}

function keyOf(name: string, type: number, rdata: string): string {
  return `${name}/${type}/${rdata}`;
}
