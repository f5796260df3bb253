// The value of a name in --zone-resolutions: its addresses, how they are checked, their backups, and what the name answers
// when all are down.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/parse-json.ts';
import type { CheckPlan } from '../../health/deciding/check.ts';
import type { AllDownPolicy, HostSources, Resolution } from '../../health/deciding/resolution.ts';
import type { Findings } from '../findings/finding.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { portRange, ttlRange } from '../sources/read-scalars.ts';
import type { KnownCandidates } from './known-candidates.ts';
import { noAddresses, readAddresses, type WrittenAddresses } from './read-addresses.ts';
import { readAllDownPolicy, readHealthyMin, readHealthyShare } from './read-all-down.ts';
import { type CheckDefaults, noCheck } from './read-check.ts';
import { readHost } from './read-host.ts';
import { recordEntryKeys, serviceEntryKeys } from './service-parts.ts';

/** The settings of a name that has none of its own. */
export interface NameDefaults extends CheckDefaults {
  readonly whenAllDown: AllDownPolicy;
}

export type Entry = Omit<Resolution, 'owner' | 'name' | 'label'>;

export const entryKeys = [
  'ips',
  'alias',
  'health_port',
  'check',
  'min_healthy',
  'when_all_down',
  'backup',
  'backup_check',
] as const;

const nothing: Entry = { candidates: [] };

/** What an entry may consist of without addresses. */
const standalone = ['srv', 'txt', 'records', 'https', 'svcb'] as const;

/** An entry of services or records needs no addresses. */
export function hasNoAddresses(json: Json): boolean {
  return isJsonObject(json) && !mayHaveAddresses(json) && standalone.some((key) => key in json);
}

function mayHaveAddresses(entry: JsonObject): boolean {
  return entry['ips'] !== undefined || entry['alias'] !== undefined;
}

export function readEntry(
  path: string,
  json: Json,
  defaults: NameDefaults,
  known: KnownCandidates,
  findings: Findings,
): Entry {
  if (isJsonArray(json)) {
    const written = readAddresses(path, json, undefined, known, findings);
    return withHosts(withPolicy(written, defaults.whenAllDown), written, noAddresses);
  }
  if (!isJsonObject(json)) {
    const forms = '["192.0.2.1"] or {"ips": ["192.0.2.1"], "health_port": 80}';
    findings.error(path, `is ${kindOfJson(json)}; write ${forms}`);
    return nothing;
  }
  const fields = new FieldReader(path, json, findings);
  fields.refuseOthers([...entryKeys, ...serviceEntryKeys, ...recordEntryKeys]);
  const ttlSeconds = fields.duration('ttl', ttlRange);
  const ownTtl = ttlSeconds === undefined ? {} : { ttlSeconds };
  if (hasNoAddresses(json)) {
    for (const key of [...entryKeys, 'service'])
      if (fields.has(key) && !fields.isMeant('ips')) fields.error(key, 'has no effect without "ips"');
    return { ...nothing, ...ownTtl };
  }
  const check = readNameCheck(fields, known);
  if (!mayHaveAddresses(json)) {
    if (![...standalone, 'alias'].some((key) => fields.isMeant(key)))
      fields.reject('ips', 'list the addresses of the name');
    return nothing;
  }
  const before = findings.errorCount;
  const written = readSources(fields, check, known, findings);
  const isEachRead = findings.errorCount === before;
  const entry = withPolicy(written, readAllDownPolicy(fields) ?? defaults.whenAllDown);
  const backups = readBackups(fields, check, written, known, findings);
  const hasHosts = written.hosts.length > 0;
  const healthyMin = readHealthyMin(fields, isEachRead && !hasHosts ? written.candidates.length : undefined);
  const healthyShare = hasHosts ? readHealthyShare(fields) : undefined;
  const whole = {
    ...entry,
    ...ownTtl,
    ...(backups === undefined ? {} : { backups: backups.candidates }),
    ...(healthyMin === undefined || healthyMin === 1 || healthyShare !== undefined ? {} : { healthyMin }),
  };
  warnOfNoEffect(fields, whole);
  return withHosts(whole, written, backups ?? noAddresses, healthyShare);
}

/** "ips", or the one host of "alias". */
function readSources(
  fields: FieldReader,
  check: CheckPlan | undefined,
  known: KnownCandidates,
  findings: Findings,
): WrittenAddresses {
  const { ips, alias } = fields.object;
  if (alias === undefined) return readAddresses(`${fields.path}.ips`, ips ?? null, check, known, findings);
  if (ips !== undefined) {
    fields.error('alias', 'cannot be combined with "ips"; list the host there: {"host": "app.example.net"}');
    return noAddresses;
  }
  const host = readHost(fields, alias, check, findings, 'alias');
  return host === undefined ? noAddresses : { candidates: [], hosts: [host] };
}

/** A name that is never down needs no policy; nor does one that answers with nothing, the default. */
function withPolicy({ candidates, hosts }: WrittenAddresses, whenAllDown: AllDownPolicy): Entry {
  // A host may turn out to have no address.
  const isStatic = hosts.length === 0 && candidates.every(({ check }) => check === undefined);
  return isStatic || whenAllDown.kind === 'empty' ? { candidates } : { candidates, whenAllDown };
}

function withHosts(
  entry: Entry,
  { hosts: candidates }: WrittenAddresses,
  { hosts: backups }: WrittenAddresses,
  healthyShare?: number,
): Entry {
  if (candidates.length === 0 && backups.length === 0) return entry;
  const hosts: HostSources = {
    candidates,
    backups,
    ...(healthyShare === undefined ? {} : { healthyShare }),
  };
  return { ...entry, hosts };
}

/** The check of addresses that have none of their own. */
function readNameCheck(fields: FieldReader, known: KnownCandidates): CheckPlan | undefined {
  if (fields.has('health_port')) {
    if (fields.has('check')) fields.error('health_port', 'cannot be combined with "check"; leave one out');
    const port = fields.number('health_port', portRange);
    return port === undefined ? undefined : known.planForPort(port);
  }
  const { check } = fields.object;
  if (check !== undefined)
    return check === noCheck ? undefined : known.readCheck(`${fields.path}.check`, check);
  // Whoever writes an alias expects no more of it than elsewhere.
  if (fields.has('alias')) return undefined;
  // Neither a service, a record nor a TTL needs its addresses checked.
  const isAboutMore = [...serviceEntryKeys, ...recordEntryKeys].some(
    (key) => fields.has(key) || fields.isMeant(key),
  );
  if (!isAboutMore && !fields.isMeant('check') && !isEveryAddressChecked(fields.object['ips'])) {
    fields.reject(
      'health_port',
      'name the TCP port to check, add a "check", or write a plain array if none is needed',
    );
  }
  return undefined;
}

function isEveryAddressChecked(ips: Json | undefined): boolean {
  if (!isJsonArray(ips)) return false;
  return ips.every((item) => isJsonObject(item) && item['check'] !== undefined);
}

function readBackups(
  fields: FieldReader,
  nameCheck: CheckPlan | undefined,
  first: WrittenAddresses,
  known: KnownCandidates,
  findings: Findings,
): WrittenAddresses | undefined {
  const { backup, backup_check: own } = fields.object;
  if (backup === undefined) {
    if (own !== undefined && !fields.isMeant('backup'))
      fields.error('backup_check', 'has no "backup" to check');
    return undefined;
  }
  const path = `${fields.path}.backup`;
  const ownCheck = own === undefined || own === noCheck ? undefined : known.readCheck(`${path}_check`, own);
  const check = own === undefined ? nameCheck : ownCheck;
  const backups = readAddresses(path, backup, check, known, findings);
  const taken = new Set([
    ...first.candidates.map(({ address }) => address.text),
    ...first.hosts.map(({ host }) => host),
  ]);
  const texts = [
    ...backups.candidates.map(({ address }) => address.text),
    ...backups.hosts.map(({ host }) => host),
  ];
  const both = texts.find((text) => taken.has(text));
  if (both !== undefined) findings.error(path, `"${both}" is in "ips" too; remove it from one of them`);
  return backups;
}

/** Settings without effect: somebody expected one. */
function warnOfNoEffect(fields: FieldReader, entry: Entry): void {
  const { candidates, healthyMin = 1, backups, whenAllDown } = entry;
  const staticCount = candidates.filter(({ check }) => check === undefined).length;
  if (candidates.length > 0 && staticCount >= healthyMin) {
    const why = 'enough addresses of the name have no check, and so are never down';
    for (const key of ['backup', 'when_all_down', 'min_healthy'])
      if (fields.has(key)) fields.warnIfSound(key, `has no effect: ${why}`);
    return;
  }
  if (healthyMin > 1 && backups === undefined && whenAllDown === undefined) {
    fields.warnIfSound(
      'min_healthy',
      `leaves the name without addresses while up to ${healthyMin - 1} of them are healthy; see "when_all_down"`,
    );
  }
}
