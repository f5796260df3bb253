// The name that a caller gives -> the domain name to ask for.

import { fail, type Result, succeed } from '../base/result.ts';
import type { LookupProblem } from '../resolving/lookup-problem.ts';
import {
  isAtOrBelow,
  labelsOf,
  type Name,
  type NameProblem,
  nameOctetsMax,
  parentOf,
  parseName,
  printName,
} from '../wire/name.ts';

/** A name with a final dot, or already below the suffix, is complete; any other gets the suffix. */
export function completeServiceName(text: string, suffix: Name | undefined): Result<Name, LookupProblem> {
  const name = parseName(text);
  if (!name.ok) return fail({ kind: 'malformed', detail: explain(name.problem) });
  const isComplete = suffix === undefined || text.endsWith('.') || isAtOrBelow(name.value, suffix);
  if (isComplete) return succeed(name.value);
  const whole = name.value.slice(0, -1) + suffix;
  if (whole.length <= nameOctetsMax) return succeed(whole as Name);
  return fail({ kind: 'malformed', detail: 'with the suffix this is too long for a domain name' });
}

/** DNS-SD instances have other characters in their names, but those are for people to choose from, not to look up. */
function explain({ kind }: NameProblem): string {
  return kind === 'bad-character' || kind === 'not-ascii'
    ? 'names are made of letters, digits, "-" and "_"'
    : `this is no domain name (${kind})`;
}

/** `_http._tcp.api.example` -> `api.example`: the name with addresses (RFC 2782 puts the labels in front of it). */
export function hostOfService(service: Name): Name {
  let host = service;
  for (const label of labelsOf(service)) {
    if (!label.startsWith('_')) break;
    host = parentOf(host) ?? host;
  }
  return host;
}

/** For certificates, Host headers and people: without the final dot. */
export function printHost(name: Name): string {
  return printName(name).replace(/(.)\.$/, '$1');
}
