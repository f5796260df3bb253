// Readers for values of unknown origin, put together like the types they read: each tells whether a parsed JSON value has
// the shape that its type promises, and if not, where it first differs. Refuses to know what the values mean.

import { invariant } from './invariant.ts';
import { fail, type Result, succeed } from './result.ts';

/** Nothing is copied: what a reader lets through is the value itself, keys unknown to it included. */
export type Reader<Value> = (value: unknown) => Result<Value, Mismatch>;

/** The first difference between a value and its type. */
export type Mismatch =
  | { readonly kind: 'missing' | 'unknown'; readonly path: ValuePath }
  /** `expected` completes the sentence "… is 5, not …". */
  | { readonly kind: 'wrong'; readonly path: ValuePath; readonly found: unknown; readonly expected: string };

export type ValuePath = readonly (string | number)[];

/** A key that may be absent. JSON has no `undefined`, so the two are the same. */
export interface OptionalField<Value> {
  readonly mayBeAbsent: Reader<Value>;
}

/** A reader for every key of a type; optional exactly where the type says so. */
export type FieldReaders<Value> = {
  readonly [Key in keyof Value]-?: undefined extends Value[Key]
    ? OptionalField<Exclude<Value[Key], undefined>>
    : Reader<Value[Key]>;
};

export function optional<Value>(reader: Reader<Value>): OptionalField<Value> {
  return { mayBeAbsent: reader };
}

/** Unknown keys are ignored unless `others` says otherwise: replies of a newer version have some. */
export function object<Value extends object>(
  fields: FieldReaders<Value>,
  others: 'ignored' | 'refused' = 'ignored',
): Reader<Value> {
  const entries = Object.entries<Reader<unknown> | OptionalField<unknown>>(fields);
  return (value) => {
    if (!isRecord(value)) return differ(value, 'an object');
    for (const [key, field] of entries) {
      // Nothing is inherited: `constructor` is a key that is not there.
      const found = Object.hasOwn(value, key) ? value[key] : undefined;
      if (found === undefined && typeof field === 'object') continue;
      if (found === undefined) return fail({ kind: 'missing', path: [key] });
      const read = typeof field === 'object' ? field.mayBeAbsent(found) : field(found);
      if (!read.ok) return fail(within(key, read.problem));
    }
    if (others === 'refused') {
      const other = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
      if (other !== undefined) return fail({ kind: 'unknown', path: [other] });
    }
    // The loop above has looked at every key that the type has.
    return succeed(value as Value);
  };
}

export function list<Item>(
  reader: Reader<Item>,
  itemsMax = Number.POSITIVE_INFINITY,
): Reader<readonly Item[]> {
  return (value) => {
    if (!Array.isArray(value)) return differ(value, 'an array');
    if (value.length > itemsMax) return differ(value, `an array of at most ${itemsMax} items`);
    for (const [index, item] of value.entries()) {
      const read = reader(item);
      if (!read.ok) return fail(within(index, read.problem));
    }
    return succeed(value as Item[]);
  };
}

/** An object with any keys. */
export function dictionary<Item>(reader: Reader<Item>): Reader<Readonly<Record<string, Item>>> {
  return (value) => {
    if (!isRecord(value)) return differ(value, 'an object');
    for (const [key, item] of Object.entries(value)) {
      const read = reader(item);
      if (!read.ok) return fail(within(key, read.problem));
    }
    return succeed(value as Readonly<Record<string, Item>>);
  };
}

/** A union whose members are told apart by the word at `tag`. */
export function union<Value extends object>(
  tag: string,
  members: Readonly<Record<string, Reader<Value>>>,
): Reader<Value> {
  const readTag = word(Object.keys(members));
  return (value) => {
    if (!isRecord(value)) return differ(value, 'an object');
    if (!Object.hasOwn(value, tag)) return fail({ kind: 'missing', path: [tag] });
    const found = readTag(value[tag]);
    if (!found.ok) return fail(within(tag, found.problem));
    const member = members[found.value];
    invariant(member !== undefined, 'a word that was read is one of the keys');
    return member(value);
  };
}

export function word<Word extends string>(words: readonly Word[]): Reader<Word> {
  const expected =
    words.length === 1 ? `"${words[0]}"` : `one of ${words.map((one) => `"${one}"`).join(', ')}`;
  return (value) => {
    const found = words.find((one) => one === value);
    return found === undefined ? differ(value, expected) : succeed(found);
  };
}

/** A text for which `isMeant` holds; `expected` says when that is, as `a record type`. */
export function textThat(isMeant: (text: string) => boolean, expected: string): Reader<string> {
  return (value) => (typeof value === 'string' && isMeant(value) ? succeed(value) : differ(value, expected));
}

export function wholeNumber(min: number, max: number): Reader<number> {
  return (value) => {
    const isMeant = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    return isMeant ? succeed(value) : differ(value, `a whole number from ${min} to ${max}`);
  };
}

export const text: Reader<string> = (value) =>
  typeof value === 'string' ? succeed(value) : differ(value, 'a string');

export const number: Reader<number> = (value) =>
  typeof value === 'number' ? succeed(value) : differ(value, 'a number');

export const boolean: Reader<boolean> = (value) =>
  typeof value === 'boolean' ? succeed(value) : differ(value, 'true or false');

function differ(found: unknown, expected: string): { readonly ok: false; readonly problem: Mismatch } {
  return fail({ kind: 'wrong', path: [], found, expected });
}

function within(step: string | number, mismatch: Mismatch): Mismatch {
  return { ...mismatch, path: [step, ...mismatch.path] };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
