// The parts of an entry of --zone-resolutions that describe services: "srv", "service" and "txt".

import { type ByteString, readByteString } from '../base/byte-string.ts';
import type { CandidateAddress, Resolution } from '../health/resolution.ts';
import type { Service, ServiceHost, ServicePlace } from '../health/service.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import {
  completeName,
  isAtOrBelow,
  type Name,
  parseName,
  parseOwner,
  type RelativeName,
  rootName,
} from '../wire/name.ts';
import { explainNameProblem } from './explain-name.ts';
import type { Findings } from './finding.ts';
import { printPath } from './print-path.ts';
import { isJsonObject, type Json, kindOfJson } from './read-json.ts';
import { didYouMean } from './suggest.ts';

/** The strings of one TXT record. */
export interface Text {
  readonly owner: RelativeName;
  readonly strings: readonly ByteString[];
}

/** A reply over TCP holds about 1,500 SRV records with names of usual length, and their addresses go without saying. */
const placesMax = 1000;
const placeKeys = ['target', 'port', 'priority', 'weight'] as const;
const serviceKeys = ['name', 'port', 'priority', 'weight'] as const;
/** RFC 2782: without a wish, all alike. Clients that pick by weight pick evenly among equal ones that are not zero. */
const usualPriority = 0;
const usualWeight = 1;
const uint16Max = 65_535;
/** RFC 1035 §3.3: a character-string has one octet for its length. */
const stringOctetsMax = 255;
/** More would make every reply about the service travel by TCP. */
const textOctetsMax = 8192;
/** RFC 6763 §6.4: printable ASCII, but for the sign that ends it. */
const textKeyPattern = /^[ -<>-~]+$/;

function readSrv(path: string, owner: RelativeName, json: Json, findings: Findings): Service | undefined {
  if (!Array.isArray(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an array, as in [{"target": "a1", "port": 8080}]`);
    return undefined;
  }
  if (json.length === 0) findings.error(path, 'is empty; name at least one target');
  if (json.length > placesMax) {
    findings.error(path, `has ${json.length} targets; at most ${placesMax} fit into an answer`);
    return undefined;
  }
  const places = json
    .map((item: Json, index) => readPlace(printPath(path, index), item, findings))
    .filter((place) => place !== undefined);
  // RFC 2782: the root as target says that there is no such service, which only makes sense alone.
  const isDenied = places.some(({ host }) => host.kind === 'outside' && host.name === rootName);
  if (isDenied && places.length > 1)
    findings.error(path, 'has the target "." beside others; it says that there are none');
  const seen = new Set<string>();
  for (const [index, { host, port }] of places.entries()) {
    const key = `${host.kind === 'inside' ? `${host.owner}@` : host.name} ${port}`;
    if (seen.has(key))
      findings.warn(printPath(path, index), 'names the same target and port as one before it');
    seen.add(key);
  }
  return { owner, places };
}

function readPlace(path: string, json: Json, findings: Findings): ServicePlace | undefined {
  if (!isJsonObject(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an object, as in {"target": "a1", "port": 8080}`);
    return undefined;
  }
  checkKeys(path, json, placeKeys, findings);
  const { target } = json;
  const host = typeof target === 'string' ? readHost(`${path}.target`, target, findings) : undefined;
  if (typeof target !== 'string') {
    findings.error(
      `${path}.target`,
      target === undefined ? 'is missing; name a host' : `is ${kindOfJson(target)}; name a host`,
    );
  }
  const numbers = readNumbers(path, json, findings);
  return host === undefined || numbers === undefined ? undefined : { host, ...numbers };
}

function readHost(path: string, text: string, findings: Findings): ServiceHost | undefined {
  if (text.endsWith('.')) {
    const name = parseName(text);
    if (name.ok) return { kind: 'outside', name: name.value };
    findings.error(path, explainNameProblem(text, name.problem));
    return undefined;
  }
  const owner = parseOwner(text);
  if (owner.ok) return { kind: 'inside', owner: owner.value };
  findings.error(path, explainNameProblem(text, owner.problem));
  return undefined;
}

function readNumbers(
  path: string,
  json: { readonly [key: string]: Json },
  findings: Findings,
): Omit<ServicePlace, 'host'> | undefined {
  const { port, priority = usualPriority, weight = usualWeight } = json;
  if (port === undefined) findings.error(`${path}.port`, 'is missing; name the port of the service');
  const read = { port, priority, weight };
  let isGood = port !== undefined;
  for (const [key, value] of Object.entries(read)) {
    if (value === undefined || isUint16(value)) continue;
    findings.error(
      `${path}.${key}`,
      `is ${kindOfJson(value)}; write a number from 0 to ${uint16Max}, without quotes`,
    );
    isGood = false;
  }
  return isGood ? (read as Omit<ServicePlace, 'host'>) : undefined;
}

function isUint16(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= uint16Max;
}

interface Shorthand {
  readonly service: Service;
  /** The hosts that the service is said to be at: one for each address. */
  readonly hosts: readonly Resolution[];
}

/** "service" beside "ips": one place for each address, at a host name that is made of it. */
function readService(
  path: string,
  { owner, label, candidates }: Resolution,
  json: Json,
  findings: Findings,
): Shorthand | undefined {
  if (!isJsonObject(json)) {
    const example = '{"name": "_http._tcp", "port": 8080}';
    findings.error(path, `is ${kindOfJson(json)}; write an object, as in ${example}`);
    return undefined;
  }
  checkKeys(path, json, serviceKeys, findings);
  const { name } = json;
  const prefix = typeof name === 'string' ? parseOwner(name) : undefined;
  if (prefix?.ok !== true) {
    const problem =
      prefix === undefined
        ? `is ${name === undefined ? 'missing' : kindOfJson(name)}`
        : explainNameProblem(String(name), prefix.problem);
    findings.error(`${path}.name`, `${problem}; write it as in "_http._tcp"`);
  } else if (!/^_[^.]+\._(tcp|udp)$/i.test(String(name))) {
    findings.warn(
      `${path}.name`,
      `"${String(name)}" is not of the form "_service._tcp" that clients ask for (RFC 2782)`,
    );
  }
  const numbers = readNumbers(path, json, findings);
  if (prefix?.ok !== true || numbers === undefined) return undefined;
  const hosts = candidates.map((candidate) => hostOf(owner, label, candidate));
  const places = hosts.map(
    (host): ServicePlace => ({ host: { kind: 'inside', owner: host.owner }, ...numbers }),
  );
  return { service: { owner: (prefix.value + owner) as RelativeName, places }, hosts };
}

function hostOf(owner: RelativeName, label: string, candidate: CandidateAddress): Resolution {
  const own = labelOfAddress(candidate.address);
  const hostOwner = (String.fromCharCode(own.length) + own + owner) as RelativeName;
  return {
    owner: hostOwner,
    label: label === '@' ? own : `${own}.${label}`,
    candidates: [candidate],
    isGenerated: true,
  };
}

/** `ip-192-0-2-1`, `ip-2001-db8--1`: stable, readable, and without a hyphen at its end. */
function labelOfAddress({ text }: IpAddress): string {
  const label = `ip-${text.replaceAll(/[.:]/g, '-')}`;
  return label.endsWith('-') ? `${label}0` : label;
}

function readText(path: string, owner: RelativeName, json: Json, findings: Findings): Text | undefined {
  const strings = Array.isArray(json)
    ? readStrings(path, json, findings)
    : isJsonObject(json)
      ? readPairs(path, json, findings)
      : undefined;
  if (strings === undefined) {
    findings.error(path, `is ${kindOfJson(json)}; write ["key=value"] or {"key": "value"}`);
    return undefined;
  }
  const encoded = strings.map((text) => readByteString(Buffer.from(text, 'utf8')));
  const tooLong = encoded.findIndex((string) => string.length > stringOctetsMax);
  if (tooLong >= 0) {
    findings.error(
      path,
      `has a string of ${encoded[tooLong]?.length} octets ("${strings[tooLong]?.slice(0, 20)}…"); at most ${stringOctetsMax} are allowed`,
    );
  }
  const octets = encoded.reduce((sum, string) => sum + 1 + string.length, 0);
  if (octets > textOctetsMax)
    findings.error(path, `has ${octets} octets; at most ${textOctetsMax} are allowed`);
  return { owner, strings: encoded };
}

function readStrings(path: string, list: readonly Json[], findings: Findings): string[] {
  return list.flatMap((item, index) => {
    if (typeof item === 'string') return [item];
    findings.error(printPath(path, index), `is ${kindOfJson(item)}; write a string`);
    return [];
  });
}

/** RFC 6763 §6.3: "key=value", or the key alone for what is simply so. */
function readPairs(path: string, json: { readonly [key: string]: Json }, findings: Findings): string[] {
  return Object.entries(json).flatMap(([key, value]) => {
    if (!textKeyPattern.test(key))
      findings.error(printPath(path, key), 'is no key: printable ASCII without "=" is');
    if (value === true) return [key];
    if (typeof value === 'string' || typeof value === 'number') return [`${key}=${value}`];
    findings.error(printPath(path, key), `is ${kindOfJson(value)}; write a string, a number or true`);
    return [];
  });
}

function checkKeys(
  path: string,
  json: { readonly [key: string]: Json },
  known: readonly string[],
  findings: Findings,
): void {
  for (const key of Object.keys(json)) {
    if (!known.includes(key))
      findings.error(printPath(path, key), `there is no such setting${didYouMean(key, known)}`);
  }
}

/** Collects what the entries say about services, until all names are known. */
export class ServiceParts {
  readonly #zones: readonly Name[];
  readonly #findings: Findings;
  readonly #services: { readonly service: Service; readonly path: string }[] = [];
  readonly #hosts: { readonly host: Resolution; readonly path: string }[] = [];
  readonly #texts: Text[] = [];

  constructor(zones: readonly Name[], findings: Findings) {
    this.#zones = zones;
    this.#findings = findings;
  }

  read(path: string, resolution: Resolution, entry: { readonly [key: string]: Json }): void {
    const { owner } = resolution;
    const { srv, service, txt } = entry;
    if (srv !== undefined) {
      const read = readSrv(`${path}.srv`, owner, srv, this.#findings);
      if (read !== undefined)
        this.#services.push({ service: settleHosts(read, this.#zones), path: `${path}.srv` });
    }
    if (txt !== undefined) {
      const read = readText(`${path}.txt`, owner, txt, this.#findings);
      if (read !== undefined) this.#texts.push(read);
    }
    if (service === undefined || entry['ips'] === undefined) return;
    const shorthand = readService(`${path}.service`, resolution, service, this.#findings);
    if (shorthand === undefined) return;
    this.#services.push({ service: shorthand.service, path: `${path}.service` });
    for (const host of shorthand.hosts) this.#hosts.push({ host, path: `${path}.service` });
  }

  /** Adds the hosts that were made for services to the names that were configured. */
  complete(configured: ReadonlyMap<RelativeName, Resolution>, owners: ReadonlyMap<RelativeName, string>) {
    const resolutions = new Map(configured);
    for (const { host, path } of this.#hosts) {
      if (owners.has(host.owner))
        this.#findings.error(path, `needs the name "${host.label}", which is configured already`);
      this.#checkLength(path, host.owner);
      resolutions.set(host.owner, host);
    }
    const services = new Map<RelativeName, Service>();
    for (const { service, path } of this.#services) {
      this.#checkHosts(path, service, resolutions);
      this.#checkLength(path, service.owner);
      if (services.has(service.owner))
        this.#findings.error(path, 'describes a service that another entry describes too; merge the two');
      services.set(service.owner, service);
    }
    return { resolutions: [...resolutions.values()], services: [...services.values()], texts: this.#texts };
  }

  /** Every host inside the zone has to be there, or its service would never be published. */
  #checkHosts(path: string, { places }: Service, names: ReadonlyMap<RelativeName, Resolution>): void {
    for (const [index, { host }] of places.entries()) {
      if (host.kind === 'outside' || names.has(host.owner)) continue;
      const message = 'is no name of this zone with addresses; end a name of another zone with a dot';
      this.#findings.error(`${path}[${index}].target`, message);
    }
  }

  #checkLength(path: string, owner: RelativeName): void {
    if (this.#zones.every((zone) => completeName(owner, zone) !== undefined)) return;
    this.#findings.error(path, 'makes a name of more than 255 octets together with its zone');
  }
}

/** What is written with its final dot may be one of our own all the same. */
function settleHosts(service: Service, [hosted]: readonly Name[]): Service {
  const places = service.places.map((place): ServicePlace => {
    const { host } = place;
    if (hosted === undefined || host.kind === 'inside' || !isAtOrBelow(host.name, hosted)) return place;
    const owner = host.name.slice(0, host.name.length - hosted.length) as string as RelativeName;
    return { ...place, host: { kind: 'inside', owner } };
  });
  return { ...service, places };
}
