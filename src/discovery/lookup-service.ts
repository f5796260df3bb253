// One service -> its targets and their addresses as DNS has them now: SRV, A, AAAA and TXT records put together. Refuses to
// know caches, the order of endpoints, and whether anything listens there.

import type { Clock } from '../base/clock.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { LookupProblem } from '../resolving/lookup-problem.ts';
import type { Question } from '../resolving/make-query.ts';
import { type Answer, type Ask, resolveRecords } from '../resolving/resolve-records.ts';
import { Scope } from '../resolving/scope.ts';
import { type Name, rootName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { SrvFields } from '../wire/rdata.ts';
import type { MessageRecord } from '../wire/read-message.ts';
import { readSrv, readTxt } from '../wire/read-rdata.ts';
import { type FoundAddress, type LocateSettings, type Location, locateNames } from './locate-names.ts';
import { hostOfService, printHost } from './service-name.ts';

/** One target of a service and its addresses. */
export interface ServiceTarget {
  readonly host: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
  readonly addresses: readonly FoundAddress[];
  /** Of its own records. */
  readonly ttlSeconds: number;
}

export interface ServiceRecords {
  /** Only targets with addresses; may be empty. */
  readonly targets: readonly ServiceTarget[];
  readonly tags: readonly string[];
  /** The smallest of all records; for a service that does not exist, how long that holds. */
  readonly ttlSeconds: number;
}

export interface LookupSettings {
  readonly families: readonly (4 | 6)[];
  readonly fallbackPort: number | undefined;
  readonly wantsTags: boolean;
  /** Older addresses are forgotten, even when they cannot be looked up again. */
  readonly knownForMs: number;
  readonly clock: Clock;
  readonly ask: (question: Question, scope: Scope) => ReturnType<Ask>;
}

/** Tags are a courtesy: once everything else is there, they may delay the answer by this much. */
const tagsPatienceMs = 1000;
/** A reply has room for thousands of targets, each good for two more questions: more is a mistake or an attack. */
const targetsMax = 1024;
/** RFC 2181 §8: no TTL is longer. */
const ttlSecondsMax = 0x7fff_ffff;
/** A service found only in part is looked up again soon, whatever its TTL. */
const partialSecondsMax = 5;

export async function lookUpService(
  service: Name,
  settings: LookupSettings,
  scope: Scope,
  previous: ServiceRecords | undefined,
): Promise<Result<ServiceRecords, LookupProblem>> {
  const { clock, ask, wantsTags } = settings;
  const { scope: tagScope, release } = Scope.within(scope);
  const resolve = (name: Name, type: number, within = scope) =>
    resolveRecords({ name, type }, (question) => ask(question, within));
  const tags = wantsTags ? resolve(service, RecordType.TXT, tagScope) : undefined;
  const known = (name: Name) => {
    const host = printHost(name);
    return previous?.targets.find((target) => target.host === host)?.addresses ?? [];
  };
  const found = await lookUpTargets(service, { ...settings, resolve, known });
  // Without targets, nobody needs tags.
  if (!found.ok || found.value.targets.length === 0) tagScope.end('timeout');
  const callOff = clock.after(tagsPatienceMs, () => tagScope.end('timeout'));
  const answer = await tags;
  callOff();
  release();
  if (!found.ok) return found;
  const nowTags = answer?.ok === true ? readTags(answer.value) : (previous?.tags ?? []);
  return succeed({ ...found.value, tags: nowTags });
}

type Targets = Omit<ServiceRecords, 'tags'>;
type TargetSettings = Omit<LocateSettings, 'hints'> & Pick<LookupSettings, 'fallbackPort'>;

async function lookUpTargets(
  service: Name,
  settings: TargetSettings,
): Promise<Result<Targets, LookupProblem>> {
  const srv = await settings.resolve(service, RecordType.SRV);
  if (!srv.ok) return srv;
  const { value } = srv;
  if (value.kind === 'found') {
    const services = readServices(value.records);
    const names = [...new Set(services.map(({ target }) => target))];
    const locations = await locateNames(names, { ...settings, hints: value.additionals });
    return joinTargets(services, value.ttlSeconds, locations);
  }
  const { fallbackPort } = settings;
  const host = hostOfService(service);
  // RFC 8020: a name that does not exist has nothing, and nothing below it.
  const isHopeless = value.isNameAbsent && host === service;
  if (fallbackPort === undefined || isHopeless || host === rootName) {
    return succeed({ targets: [], ttlSeconds: value.ttlSeconds });
  }
  const fallback = { target: host, port: fallbackPort, priority: 0, weight: 0 };
  return joinTargets([fallback], ttlSecondsMax, await locateNames([host], { ...settings, hints: [] }));
}

/** A target of `.` says that the service is decidedly not available (RFC 2782). */
function readServices(records: readonly MessageRecord[]): readonly SrvFields[] {
  const services = records.flatMap(({ rdata }) => readSrv(rdata) ?? []);
  // The same target and port twice is one place, with the better of its ranks.
  const best = services
    .filter(({ target }) => target !== rootName)
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  const places = new Map<string, SrvFields>();
  for (const service of best) {
    const place = `${service.port} ${service.target}`;
    if (!places.has(place)) places.set(place, service);
  }
  return [...places.values()].slice(0, targetsMax);
}

function joinTargets(
  services: readonly SrvFields[],
  srvTtlSeconds: number,
  locations: ReadonlyMap<Name, Location>,
): Result<Targets, LookupProblem> {
  const targets: ServiceTarget[] = [];
  for (const { target, port, priority, weight } of services) {
    const { addresses = [], ttlSeconds = 0 } = locations.get(target) ?? {};
    if (addresses.length === 0) continue;
    const host = printHost(target);
    targets.push({
      host,
      port,
      priority,
      weight,
      addresses,
      ttlSeconds: Math.min(srvTtlSeconds, ttlSeconds),
    });
  }
  const all = [...locations.values()];
  const problem = all.find((location) => location.problem !== undefined)?.problem;
  // Nothing was found now and something went wrong: then that is the result.
  const isAllStale = targets.every(({ addresses }) => addresses.every(({ isStale }) => isStale));
  if (problem !== undefined && isAllStale) return fail(problem);
  const ttls = all.flatMap(({ ttlSeconds }) => ttlSeconds ?? []);
  const bound = problem === undefined ? ttlSecondsMax : partialSecondsMax;
  return succeed({ targets, ttlSeconds: Math.min(srvTtlSeconds, ...ttls, bound) });
}

function readTags(answer: Answer): readonly string[] {
  if (answer.kind === 'absent') return [];
  // The order of records means nothing and would look like a change; the order of strings in one record may matter.
  const rdatas = answer.records.map(({ rdata }) => rdata).sort();
  return rdatas
    .flatMap((rdata) => readTxt(rdata) ?? [])
    .map((string) => Buffer.from(string, 'latin1').toString('utf8'));
}
