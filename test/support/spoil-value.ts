// Spoils a sample of a JSON value in every place: each key and item once taken away, once replaced by something of another
// type. For readers, which must notice all of it.

export interface Spoilt {
  /** `targets.list.0.state` */
  readonly path: string;
  readonly value: unknown;
}

/** Without one of its keys; items of arrays may always be missing. */
export function withoutEachKey(sample: unknown): Spoilt[] {
  return placesIn(sample)
    .filter(({ parent }) => !Array.isArray(parent))
    .map(({ path, steps }) => ({ path, value: change(sample, steps, undefined) }));
}

/** With something else at one of its keys or items. */
export function mistypedEachValue(sample: unknown): Spoilt[] {
  return placesIn(sample).map(({ path, steps, value }) => ({
    path,
    value: change(sample, steps, value === null || typeof value !== 'object' ? { other: true } : 'other'),
  }));
}

interface Place {
  readonly path: string;
  readonly steps: readonly string[];
  readonly parent: unknown;
  readonly value: unknown;
}

function placesIn(value: unknown, steps: readonly string[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, found]) => {
    const own = [...steps, key];
    return [{ path: own.join('.'), steps: own, parent: value, value: found }, ...placesIn(found, own)];
  });
}

/** A copy with another value at the end of these steps; without the key when that is undefined. */
function change(value: unknown, [step = '', ...rest]: readonly string[], last: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  if (rest.length > 0) copy[step] = change(copy[step], rest, last);
  else if (last === undefined) delete copy[step];
  else copy[step] = last;
  return Array.isArray(value) ? Object.values(copy) : copy;
}
