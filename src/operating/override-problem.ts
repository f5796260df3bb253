// Why an override is refused, in a sentence that says the way out.

import type { OverrideProblem } from '../control/protocol/overrides.ts';
import { type OverrideEffect, printSubject, type Subject } from '../health/deciding/overrides.ts';
import { printName } from '../wire/name.ts';
import { namesShownMax } from './log-override.ts';
import { overridesMax } from './override-file.ts';

/** `hint`, empty or `; did you mean …`, is about names. */
export function unknownSubject(text: string, hint: string): OverrideProblem {
  const wayOut = hint === '' ? '; name an address, address:port or a name with addresses' : hint;
  const error = `nothing that is configured has "${text}"${wayOut}`;
  return { problem: 'unknown', error, names: [] };
}

/** Several zones have such a name. */
export function ambiguousSubject(text: string, subjects: readonly Subject[]): OverrideProblem {
  const names = subjects.flatMap((subject) => (subject.kind === 'name' ? [printName(subject.name)] : []));
  const error = `"${text}" is a name in several zones; write it with its zone: ${names.join(' or ')}`;
  return { problem: 'unknown', error, names };
}

/** What is configured has the subject, but not as something of which this could be done. */
export function withoutEffect({ action, subject }: OverrideEffect): OverrideProblem {
  const text = printSubject(subject);
  if (action === 'drain') {
    const error = `${text} is probed, but published for no name; "force down" takes away what depends on it`;
    return { problem: 'unknown', error, names: [] };
  }
  const error =
    subject.kind === 'name'
      ? `${text} is a name; only the verdict on an address can be forced`
      : `${text} is not probed, so that there is no verdict to force; drain keeps it out of answers`;
  return { problem: 'not-checked', error, names: [] };
}

export function wouldEmpty(subject: Subject, names: readonly string[]): OverrideProblem {
  const shown = names.slice(0, namesShownMax).join(', ');
  const more = names.length > namesShownMax ? ` and ${names.length - namesShownMax} more` : '';
  const error = `without ${printSubject(subject)} there would be no address left for ${shown}${more}`;
  return { problem: 'would-empty', error, names };
}

export function tooMany(): OverrideProblem {
  const error = `there are ${overridesMax} overrides already; end some, or change the configuration`;
  return { problem: 'too-many', error, names: [] };
}
