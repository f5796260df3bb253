// How an address is checked: a probe with its settings, or several put together with all, any and not.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import type { CheckPlan } from '../../health/deciding/check.ts';
import type { Pace, ProbePlan } from '../../health/target.ts';
import type { PaceSettings } from '../../health/watching/watch.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { portRange, secondsRange, timesRange } from '../sources/read-scalars.ts';
import { httpKeys, readHttp } from './read-http.ts';

/** The settings of a check that has none of its own, and the TTL that its interval is compared with. */
export interface CheckDefaults {
  readonly health: PaceSettings;
  /** The pace of targets that say nothing of it, in whichever zone; absent: as above. */
  readonly shared?: PaceSettings;
  readonly ttlSeconds: number;
}

/** For an address or a name that needs no check. */
export const noCheck = 'none';
export const checkTypes = ['tcp', 'http', 'https', 'tls'] as const;
type CheckType = (typeof checkTypes)[number];
export const compositionKeys = ['all', 'any', 'not'] as const;
export const commonKeys = [
  'type',
  'port',
  'interval',
  'timeout',
  'rise',
  'fall',
  'address',
  'source',
] as const;
export const tlsKeys = ['tls', 'min_days'] as const;
export const tlsSettingKeys = ['verify', 'servername'] as const;

const keysByType: Readonly<Record<CheckType, readonly string[]>> = {
  tcp: commonKeys,
  http: [...commonKeys, ...httpKeys],
  https: [...commonKeys, ...httpKeys, ...tlsKeys],
  tls: [...commonKeys, ...tlsKeys],
};
/** A tcp check has no default port. */
const defaultPorts: Readonly<Partial<Record<CheckType, number>>> = { http: 80, https: 443, tls: 443 };

/** Per address of a name; a condition that needs more is a program. */
const probesPerCheckMax = 16;
const depthMax = 4;
/** Public certificates are valid for about a year at most. */
const daysMax = 365;
const servernamePattern = /^(?=.{1,253}$)(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$/;
const form = '{"type": "http", "path": "/health"}';

export function readCheck(
  path: string,
  json: Json,
  defaults: CheckDefaults,
  findings: Findings,
): CheckPlan | undefined {
  const plan = readPart(path, json, 1);
  const count = plan === undefined ? 0 : countProbes(plan);
  if (count <= probesPerCheckMax) return plan;
  findings.error(path, `makes ${count} probes per address; at most ${probesPerCheckMax} are allowed`);
  return undefined;

  function readPart(at: string, part: Json, depth: number): CheckPlan | undefined {
    if (!isJsonObject(part)) {
      findings.error(at, `is ${kindOfJson(part)}; write an object such as ${form}`);
      return undefined;
    }
    const fields = new FieldReader(at, part, findings);
    const composition = compositionKeys.find((key) => fields.has(key));
    if (composition === undefined) return readProbe(fields, defaults);
    if (depth > depthMax) {
      findings.error(at, `is a check within ${depthMax} others; flatten it`);
      return undefined;
    }
    fields.refuseOthers([composition], ` beside "${composition}"`);
    const inner = part[composition] ?? null;
    const innerPath = printPath(at, composition);
    if (composition === 'not') {
      const negated = readPart(innerPath, inner, depth + 1);
      return negated === undefined ? undefined : { kind: 'not', part: negated };
    }
    return readList(innerPath, inner, composition, depth);
  }

  function readList(at: string, json: Json, kind: 'all' | 'any', depth: number): CheckPlan | undefined {
    if (!isJsonArray(json) || json.length === 0 || json.length > probesPerCheckMax) {
      const found = isJsonArray(json) ? `has ${json.length} checks` : `is ${kindOfJson(json)}`;
      findings.error(at, `${found}; write an array of 1 to ${probesPerCheckMax} checks`);
      return undefined;
    }
    const parts = json.map((part, index) => readPart(printPath(at, index), part, depth + 1));
    const good = parts.filter((part) => part !== undefined);
    return good.length === parts.length ? { kind, parts: good } : undefined;
  }
}

function countProbes(plan: CheckPlan): number {
  if (plan.kind === 'not') return countProbes(plan.part);
  if (plan.kind === 'all' || plan.kind === 'any')
    return plan.parts.reduce((sum, part) => sum + countProbes(part), 0);
  return 1;
}

function readProbe(fields: FieldReader, defaults: CheckDefaults): ProbePlan | undefined {
  if (!fields.has('type')) {
    fields.reject('type', `write one of ${checkTypes.map((type) => `"${type}"`).join(', ')}`);
    return undefined;
  }
  const kind = fields.word('type', checkTypes);
  if (kind === undefined) return undefined;
  fields.refuseOthers(keysByType[kind], ` in ${kind} checks`);
  const port = fields.number('port', portRange) ?? defaultPorts[kind];
  if (port === undefined && !fields.has('port')) fields.reject('port', 'name the TCP port to check');
  const pace = readPace(fields, defaults);
  const address = fields.address('address');
  const sources = readSources(fields);
  // Only a tcp check gets here without a port, and all of its settings have been read.
  if (port === undefined) return undefined;
  const common = {
    port,
    ...(pace === undefined ? {} : { pace }),
    ...(address === undefined ? {} : { address }),
    ...(sources === undefined ? {} : { sources }),
  };
  switch (kind) {
    case 'tcp':
      return { kind, ...common };
    case 'tls':
      return { kind, ...common, tls: readTls(fields) };
    case 'http':
      return { kind, ...common, http: readHttp(fields) };
    case 'https':
      return { kind, ...common, http: readHttp(fields), tls: readTls(fields) };
  }
}

function readTls(fields: FieldReader) {
  const minDays = fields.number('min_days', { min: 0, max: daysMax, isWhole: true, noun: 'whole number' });
  const inner = fields.within('tls');
  inner?.refuseOthers(tlsSettingKeys);
  const servername = inner?.text('servername', servernamePattern, 'a host name such as "www.example.com"');
  return {
    verify: inner?.isOn('verify') ?? true,
    ...(servername === undefined ? {} : { servername: servername.toLowerCase() }),
    ...(minDays === undefined ? {} : { minDays }),
  };
}

function readPace(
  fields: FieldReader,
  { health, shared = health, ttlSeconds }: CheckDefaults,
): Pace | undefined {
  const own = {
    intervalMs: toMs(fields.duration('interval', secondsRange)) ?? health.intervalMs,
    timeoutMs: toMs(fields.duration('timeout', secondsRange)) ?? health.timeoutMs,
    rise: fields.number('rise', timesRange) ?? health.rise,
    fall: fields.number('fall', timesRange) ?? health.fall,
  };
  const { intervalMs, timeoutMs } = own;
  if (intervalMs > Math.max(health.intervalMs, ttlSeconds * 1000)) {
    fields.warnIfSound(
      'interval',
      `${intervalMs / 1000} s is longer than the TTL of ${ttlSeconds} s; a resolver that asks again may get an outdated answer`,
    );
  }
  const differsFromZone = intervalMs !== health.intervalMs || timeoutMs !== health.timeoutMs;
  if (timeoutMs > intervalMs && differsFromZone) {
    fields.warnIfSound(
      fields.has('timeout') ? 'timeout' : 'interval',
      `a probe may take ${timeoutMs / 1000} s, longer than the ${intervalMs / 1000} s between probes`,
    );
  }
  return paceBeyond(own, shared);
}

/** Only what differs, so that a check that repeats the flags is the same target as one that does not. */
export function paceBeyond(own: PaceSettings, shared: PaceSettings): Pace | undefined {
  const keys = ['intervalMs', 'timeoutMs', 'rise', 'fall'] as const;
  const pace = Object.fromEntries(
    keys.filter((key) => own[key] !== shared[key]).map((key) => [key, own[key]]),
  );
  return Object.keys(pace).length === 0 ? undefined : pace;
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** One address, or one per family. */
function readSources(fields: FieldReader): IpAddress[] | undefined {
  const value = fields.object['source'];
  if (value === undefined) return undefined;
  const list = isJsonArray(value) ? value : [value];
  const addresses = list.map((item) => (typeof item === 'string' ? parseIpAddress(item.trim()) : undefined));
  const good = addresses.filter((address) => address !== undefined);
  const families = new Set(good.map(({ family }) => family));
  if (good.length > 0 && good.length === list.length && families.size === list.length) return good;
  fields.reject('source', 'write an address of this machine, or an array of one IPv4 and one IPv6 address');
  return undefined;
}
