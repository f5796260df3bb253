// Why an override is refused, in a sentence that names the way out.

import type { OverrideProblem } from '../control/protocol/overrides.ts';
import { type OverrideEffect, printSubject, type Subject } from '../health/deciding/overrides.ts';
import { type Name, printName } from '../wire/name.ts';
import { namesShownMax } from './log-override.ts';
import { overridesMax } from './override-file.ts';

/** `hint`: empty, or `; did you mean …`. */
export function unknownSubject(text: string, hint: string): OverrideProblem {
  const wayOut = hint === '' ? '; give an address, address:port or a name with addresses' : hint;
  const error = `"${text}" matches nothing in the configuration${wayOut}`;
  return { problem: 'unknown', error, names: [] };
}

/** It is configured, with nothing that could be drained. */
export function recordsOnly(text: string, alias: Name | undefined): OverrideProblem {
  const error =
    alias === undefined
      ? `"${text}" has fixed records and no addresses of its own; change the configuration to change its answers`
      : `"${text}" is a CNAME of ${printName(alias)}, which has the addresses; give that name`;
  return { problem: 'unknown', error, names: [] };
}

/** Several zones have the name. */
export function ambiguousSubject(text: string, subjects: readonly Subject[]): OverrideProblem {
  const names = subjects.flatMap((subject) => (subject.kind === 'name' ? [printName(subject.name)] : []));
  const shown = names.slice(0, namesShownMax).join(' or ');
  const more = names.length > namesShownMax ? `, and ${names.length - namesShownMax} more` : '';
  const error = `"${text}" exists in several zones; write it with its zone: ${shown}${more}`;
  return { problem: 'unknown', error, names };
}

/** The subject is configured, but this action does not apply to it. */
export function withoutEffect({ action, subject }: OverrideEffect): OverrideProblem {
  const text = printSubject(subject);
  if (action === 'drain') {
    const error = `${text} is probed, but published for no name; "force down" removes what depends on it`;
    return { problem: 'unknown', error, names: [] };
  }
  const error =
    subject.kind === 'name'
      ? `${text} is a name, but only the verdict on an address can be forced; "drain" keeps a name out of answers`
      : `${text} is not probed, so there is no verdict to force; "drain" keeps it out of answers`;
  return { problem: 'not-checked', error, names: [] };
}

export function wouldEmpty(subject: Subject, names: readonly string[]): OverrideProblem {
  const shown = names.slice(0, namesShownMax).join(', ');
  const more = names.length > namesShownMax ? ` and ${names.length - namesShownMax} more` : '';
  const isItself = names.length === 1 && names[0] === printSubject(subject);
  const without = isItself ? '' : `without ${printSubject(subject)}, `;
  const error = `${without}${shown}${more} would have no address left`;
  return { problem: 'would-empty', error, names };
}

export function tooMany(): OverrideProblem {
  const error = `there are already ${overridesMax} overrides; end some or change the configuration`;
  return { problem: 'too-many', error, names: [] };
}
