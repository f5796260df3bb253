// "service" next to "ips" in an entry of --zone-resolutions: a service at each of the addresses, under host names derived
// from them. Refuses to know whether such a name is in use.

import { isJsonObject, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { CandidateAddress, Resolution } from '../../health/deciding/resolution.ts';
import type { ServicePlace } from '../../health/deciding/service.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import {
  apexOwner,
  isWildcard,
  labelsOf,
  parseOwner,
  prependLabel,
  prependOwner,
  type RelativeName,
} from '../../wire/name.ts';
import type { Rdata } from '../../wire/rdata.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { readPlaceNumbers } from './read-srv-entry.ts';
import { readText } from './read-text.ts';

export interface ServiceShorthand {
  readonly owner: RelativeName;
  readonly places: readonly ServicePlace[];
  /** Where the service is: one host per address. */
  readonly hosts: readonly Resolution[];
  readonly text: Rdata | undefined;
}

export const serviceKeys = ['name', 'port', 'priority', 'weight', 'txt'] as const;

export function readServiceShorthand(
  path: string,
  resolution: Resolution,
  json: Json,
  findings: Findings,
): ServiceShorthand | undefined {
  if (!isJsonObject(json)) {
    const example = '{"name": "_http._tcp", "port": 8080}';
    findings.error(path, `is ${kindOfJson(json)}; write an object such as ${example}`);
    return undefined;
  }
  const fields = new FieldReader(path, json, findings);
  fields.refuseOthers(serviceKeys);
  if (isWildcard(resolution.owner)) {
    findings.error(path, 'needs host names of its own, which a wildcard cannot have; list targets in "srv"');
  }
  if (resolution.hosts !== undefined) {
    const wayOut = `give the service an entry of its own, with ${quote(resolution.label)} as target in "srv"`;
    findings.error(path, `needs addresses that are known beforehand, not those of a host; ${wayOut}`);
  }
  const name = readServiceName(fields, json['name'], findings);
  const numbers = readPlaceNumbers(fields, 1);
  const { txt } = json;
  const owner = prependOwner(name ?? apexOwner, resolution.owner);
  const text = txt === undefined ? undefined : readText(`${path}.txt`, txt, findings);
  if (name === undefined || numbers === undefined) return undefined;
  const { candidates, backups = [] } = resolution;
  const hosts = [...candidates, ...backups].map((candidate) => hostOf(resolution, candidate));
  const places = hosts.map((host): ServicePlace => {
    return { host: { kind: 'inside', owner: host.owner }, ...numbers };
  });
  return { owner, places, hosts, text };
}

function readServiceName(
  fields: FieldReader,
  json: Json | undefined,
  findings: Findings,
): RelativeName | undefined {
  const form = 'write one such as "_http._tcp"';
  if (typeof json !== 'string') {
    fields.reject('name', form);
    return undefined;
  }
  const path = printPath(fields.path, 'name');
  const name = parseOwner(json);
  if (!name.ok) {
    findings.error(path, `${explainNameProblem(json, name.problem)}; ${form}`);
    return undefined;
  }
  if (name.value === apexOwner || isWildcard(name.value)) {
    findings.error(path, `${quote(json)} is not a service name; ${form}`);
    return undefined;
  }
  const labels = labelsOf(name.value);
  // Subtypes (RFC 6763 §7.1) have more labels than the two of RFC 2782, and each begins with an underscore, too.
  if (labels.length < 2 || labels.some((label) => !label.startsWith('_'))) {
    findings.warn(
      path,
      `${quote(json)} is not of the form "_service._proto" that clients ask for (RFC 2782)`,
    );
  }
  return name.value;
}

function hostOf(madeOf: Resolution, candidate: CandidateAddress): Resolution {
  const { owner, name, label, ttlSeconds } = madeOf;
  const own = labelOfAddress(candidate.address);
  return {
    owner: prependLabel(own, owner),
    name: prependLabel(own, name),
    label: label === '@' ? own : `${own}.${label}`,
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    candidates: [candidate],
    madeOf,
  };
}

/** `ip-192-0-2-1`, `ip-2001-db8--1`: stable, readable, unique to the address, and without a hyphen at its end. */
function labelOfAddress({ family, text }: IpAddress): string {
  const groups = family === 6 ? text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, inGroups) : text;
  const label = `ip-${groups.replaceAll(/[.:]/g, '-')}`;
  return label.endsWith('-') ? `${label}0` : label;
}

/** `::ffff:192.0.2.1` becomes `::ffff:c000:201`; otherwise its four numbers would look like four groups. */
function inGroups(_text: string, ...octets: string[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
