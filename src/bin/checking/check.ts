// `healthy-dns check`: prints what is wrong with a configuration, or the zones it makes with every target up, signed if there
// are keys, and the answers for its names when too few targets are up.

import { systemClock } from '../../base/clock.ts';
import { invariant } from '../../base/invariant.ts';
import { quote } from '../../base/quote.ts';
import { hintedOwner } from '../../config/names/service-binding.ts';
import type { Names } from '../../config/names/written-names.ts';
import { readConfig } from '../../config/read-config.ts';
import type { CommandLine, Environment } from '../../config/sources/raw-value.ts';
import type { ZoneContent } from '../../config/zones/zone-config.ts';
import { decideAllHealthy } from '../../health/deciding/decide.ts';
import { expandHosts } from '../../health/deciding/expand-hosts.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import { bindingsRRset } from '../../publishing/binding-records.ts';
import { buildZones } from '../../publishing/build-zones.ts';
import type { LoadedZone } from '../../publishing/loaded-zone.ts';
import { type LoadedConfig, loadConfig } from '../../publishing/loading/load-config.ts';
import { describeHosts } from '../../reporting/describe-hosts.ts';
import { signZone } from '../../signing/zone-signer.ts';
import { completeName, type Name, parseName, printName, type RelativeName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import { addressRdata, srvRdata } from '../../wire/rdata.ts';
import { printZone } from '../../zone/print-zone.ts';
import { nextSerial } from '../../zone/serial.ts';
import type { Zone } from '../../zone/zone.ts';
import { printFindings } from '../printing/print-error.ts';
import { printHosts } from '../printing/print-hosts.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findEnvironment } from '../process/find-environment.ts';
import { lookUpHosts, printLookedUp } from './looked-up-hosts.ts';
import { printSharing } from './print-sharing.ts';
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
  const loaded = config.ok ? loadConfig(config.value) : config;
  if (!loaded.ok) {
    printFindings(config.ok ? [...config.value.warnings, ...loaded.problem] : loaded.problem);
    return ExitCode.config;
  }
  printFindings(loaded.value.warnings);
  const { zones } = loaded.value;
  const wanted = zoneName === undefined ? zones.map(hostedOf) : findZone(zones, zoneName);
  if (wanted === undefined) {
    process.stderr.write(`error: --zone: ${explainUnknown(zoneName ?? '', zones)}\n`);
    return ExitCode.config;
  }
  if (probe)
    return await probeAll(
      wanted.map(({ config: { content } }) => content),
      loaded.value,
    );
  const nowSeconds = systemClock.wallSeconds();
  for (const [index, { config: zone, apex }] of wanted.entries()) {
    if (index > 0) process.stdout.write('\n');
    await printOne(zone, apex, nowSeconds);
  }
  return ExitCode.ok;
}

async function printOne(config: LoadedZone, apex: Name, nowSeconds: number): Promise<void> {
  // Hosts that nobody has looked up are not to look unhealthy.
  const { transfer: _, ...unfollowed } = config;
  const { content, signing } = config;
  const serial = nextSerial(undefined, nowSeconds);
  const zone = buildZones({ zones: [unfollowed] }, decideAllHealthy, serial).find((one) => one.apex === apex);
  invariant(zone !== undefined, 'a configuration makes the zones that it names');
  const conditions = conditionsOf(content, zone);
  const printed = signing === undefined ? zone : await signZone(zone, signing, nowSeconds);
  process.stdout.write(printZone(printed, (name, type, rdata) => conditions.get(keyOf(name, type, rdata))));
  process.stdout.write(printLookedUp(content.resolutions, apex));
  process.stdout.write(printShortages(content.resolutions, apex));
  process.stdout.write(printSharing(config));
}

/** One of the zones that a configuration makes. */
interface WantedZone {
  readonly config: LoadedZone;
  readonly apex: Name;
}

function hostedOf(config: LoadedZone): WantedZone {
  return { config, apex: config.content.hostedZone };
}

function findZone(zones: readonly LoadedZone[], text: string): readonly WantedZone[] | undefined {
  const name = parseName(text);
  if (!name.ok) return undefined;
  const config = zones.find(({ content }) => apexesOf(content).includes(name.value));
  return config && [{ config, apex: name.value }];
}

function explainUnknown(text: string, zones: readonly LoadedZone[]): string {
  const apexes = zones.flatMap(({ content }) => apexesOf(content));
  const known = apexes.slice(0, zonesShownMax).map(printName).join(', ');
  const more = apexes.length > zonesShownMax ? ` and ${apexes.length - zonesShownMax} more` : '';
  return `${quote(text)} is not among the zones (${known}${more})`;
}

function apexesOf({ hostedZone, aliasZones }: ZoneContent): readonly Name[] {
  return [hostedZone, ...aliasZones];
}

async function probeAll(contents: readonly Names[], config: LoadedConfig): Promise<number> {
  const { health } = config;
  const configured = contents.flatMap((content) => content.resolutions);
  const hosts = await lookUpHosts(config);
  const resolutions = configured.map((resolution) => expandHosts(resolution, hosts.addressesOf));
  const targets = [...listTargets(resolutions), ...listAnchors(health.doubt?.anchors ?? [])];
  const probed = await probeTargets(targets, health.timeoutMs);
  process.stdout.write(printProbed(probed));
  const described = describeHosts(hosts.report(), configured);
  if (described.length > 0) process.stdout.write(`\n${printHosts(described).join('\n')}\n`);
  const isGood =
    probed.every(({ outcome }) => outcome.kind === 'success') &&
    described.every(({ problem }) => problem === undefined);
  return isGood ? ExitCode.ok : ExitCode.targetsDown;
}

/** For each record that is only published under a condition: the condition. */
function conditionsOf(
  { resolutions, services, bindings }: Names,
  { apex }: Zone,
): ReadonlyMap<string, string> {
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
