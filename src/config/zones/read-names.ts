// The zone's name, its aliases and its name servers.

import { isJsonArray, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { parseIpAddress } from '../../wire/ip-address.ts';
import {
  completeName,
  isAtOrBelow,
  labelsOf,
  type Name,
  nameOctetsMax,
  parentOf,
  parseName,
  parseOwner,
  printName,
  rootName,
} from '../../wire/name.ts';
import { mailboxLabel } from '../../zone/zone.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { splitList } from '../sources/raw-value.ts';
import { kindOfJson } from '../sources/read-json.ts';

/** The SOA's RNAME is the mailbox label in front of the zone's name. */
const zoneOctetsMax = nameOctetsMax - mailboxLabel.length - 1;
/** The NS records must fit into a message of 65,535 octets, each with a pointer and ten octets before the name. */
const nameServerOctetsMax = 60_000;
const recordOctets = 12;

export function readZoneName(path: string, text: string, findings: Findings): Name | undefined {
  const name = readName(path, text, findings);
  if (name === undefined) return undefined;
  if (name === rootName) {
    findings.error(path, 'is the root; a zone needs a name of its own');
    return undefined;
  }
  if (name.length > zoneOctetsMax) {
    findings.error(
      path,
      `${quote(text)} takes ${name.length} octets; at most ${zoneOctetsMax} leave room for the names in it`,
    );
    return undefined;
  }
  return name;
}

function readName(path: string, text: string, findings: Findings): Name | undefined {
  const name = parseName(text.trim());
  if (name.ok) return name.value;
  findings.error(path, explainNameProblem(text, name.problem));
  return undefined;
}

export function readAliases(path: string, json: Json, hosted: Name | undefined, findings: Findings): Name[] {
  const aliases: Name[] = [];
  const zones = new Set(hosted === undefined ? [] : [hosted]);
  /** For each name above a zone, one of the zones below it. */
  const below = new Map(hosted === undefined ? [] : namesAbove(hosted).map((name) => [name, hosted]));
  for (const [index, text] of readTexts(path, json, findings)) {
    const at = printPath(path, index);
    const alias = readZoneName(at, text, findings);
    if (alias === undefined) continue;
    const above = namesAbove(alias);
    const clash = [alias, ...above].find((name) => zones.has(name)) ?? below.get(alias);
    if (clash !== undefined) {
      findings.error(at, explainClash(alias, clash, clash === hosted));
      continue;
    }
    aliases.push(alias);
    zones.add(alias);
    for (const name of above) below.set(name, alias);
  }
  return aliases;
}

function namesAbove(name: Name): Name[] {
  const above: Name[] = [];
  for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent)) above.push(parent);
  return above;
}

function explainClash(alias: Name, other: Name, isHosted: boolean): string {
  const name = `"${printName(alias)}"`;
  const kind = isHosted ? 'the hosted zone' : 'another alias zone';
  if (alias === other) return `${name} is already ${isHosted ? kind : 'an alias zone'}; leave it out`;
  const relation = isAtOrBelow(alias, other) ? 'is below' : 'contains';
  return `${name} ${relation} ${kind} "${printName(other)}"; a zone cannot be an alias of part of itself`;
}

export function readNameServers(
  path: string,
  json: Json,
  hosted: Name | undefined,
  findings: Findings,
): [Name, ...Name[]] | undefined {
  const hosts = new Set<Name>();
  for (const [index, text] of readTexts(path, json, findings)) {
    const at = printPath(path, index);
    const host = readHost(at, text, hosted, findings);
    if (host === undefined) continue;
    if (host === rootName) findings.error(at, 'is the root; write a host name');
    else if (parseIpAddress(text.trim()) !== undefined)
      findings.error(at, `${quote(text)} is an address; write the name of the host that has it`);
    else if (labelsOf(host).length === 1 && host !== hosted)
      findings.error(at, `${quote(text)} has a single label; leave out the dot to name a host in the zone`);
    else if (hosts.has(host)) findings.warn(at, `${quote(text)} is listed twice; remove one`);
    else hosts.add(host);
  }
  const octets = [...hosts].reduce((sum, host) => sum + recordOctets + host.length, 0);
  if (octets > nameServerOctetsMax) {
    findings.error(
      path,
      `has ${hosts.size} name servers, which do not fit into an answer; a dozen is plenty`,
    );
  }
  const [primary, ...others] = [...hosts];
  if (primary !== undefined) return [primary, ...others];
  const isEmpty =
    typeof json === 'string' ? splitList(json).length === 0 : isJsonArray(json) && json.length === 0;
  if (isEmpty) findings.error(path, 'is empty; a zone needs a name server');
  return undefined;
}

/** A name without a dot is relative to the zone: published as it is, it would be nobody's, and BIND refuses such a primary. */
function readHost(
  path: string,
  text: string,
  hosted: Name | undefined,
  findings: Findings,
): Name | undefined {
  const name = readName(path, text, findings);
  const isRelative = name !== undefined && !text.includes('.') && name !== hosted;
  if (!isRelative) return name;
  // Without a zone there is a finding already, and nothing to be relative to.
  if (hosted === undefined) return undefined;
  const owner = parseOwner(text.trim());
  const host = owner.ok ? completeName(owner.value, hosted) : undefined;
  if (host === undefined)
    findings.error(path, `${quote(text)} makes a name longer than ${nameOctetsMax} octets`);
  return host;
}

function* readTexts(path: string, json: Json, findings: Findings): Iterable<[number, string]> {
  const list = typeof json === 'string' ? splitList(json) : json;
  if (!isJsonArray(list)) {
    findings.error(path, `is ${kindOfJson(json)}; write an array of names such as ["ns1.example.com"]`);
    return;
  }
  for (const [index, item] of list.entries()) {
    if (typeof item === 'string') yield [index, item];
    else findings.error(printPath(path, index), `is ${kindOfJson(item)}; write a name in quotes`);
  }
}
