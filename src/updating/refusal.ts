// Why an update is refused, in words for the log and for operators. Refuses to know how it was asked for.

import type { Claim } from '../publishing/name-claims.ts';
import {
  apexOwner,
  completeName,
  type Name,
  printName,
  printOwner,
  type RelativeName,
} from '../wire/name.ts';
import { printRecordType } from '../wire/protocol.ts';

export interface Refusal {
  readonly kind:
    | Claim
    | 'not-permitted'
    | 'no-rule'
    | 'aliased'
    | 'too-many-records'
    | 'too-many-texts'
    | 'set-too-large'
    | 'all-full';
  readonly owner?: RelativeName | undefined;
  readonly type?: number | undefined;
}

const sentences: Readonly<Record<Refusal['kind'], (name: string, type: string) => string>> = {
  configured: (name) => `${name} belongs to the configuration or its master file`,
  delegated: (name) => `${name} is in another zone: it is delegated`,
  redirected: (name) => `${name} is below a DNAME, which stands for all names there`,
  'too-long': (name) => `${name} would be too long in the zone or one of its aliases`,
  'not-permitted': (name, type) => `no rule permits ${type} records at ${name}`,
  aliased: (name) => `${name} is an alias; its text belongs to the name that it points to`,
  'no-rule': () => 'no rule is about this key',
  'too-many-records': () => 'the key has made as many records as its rules permit',
  'too-many-texts': () => 'a thousand texts are set in this zone; clear those that nobody waits for',
  'set-too-large': (name, type) => `the ${type} records at ${name} would not fit into an answer`,
  'all-full': () => 'updates have made as many records as are kept in all',
};

export function printRefusal({ kind, owner, type }: Refusal, apex: Name): string {
  const name = owner === undefined ? apex : completeName(owner, apex);
  // One that is too long has no other form.
  const shown = name === undefined ? printOwner(owner ?? apexOwner) : printName(name);
  return sentences[kind](shown, type === undefined ? '' : printRecordType(type));
}
