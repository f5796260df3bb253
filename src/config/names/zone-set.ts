// The hosted zone and its aliases, for questions that each of a hundred thousand names asks: their cost must not grow with
// the number of zones.

import { quote } from '../../base/quote.ts';
import {
  findAtOrAbove,
  type Name,
  nameOctetsMax,
  prependOwner,
  printName,
  type RelativeName,
  rootName,
} from '../../wire/name.ts';

export class ZoneSet {
  readonly #apexes: ReadonlySet<Name>;
  readonly #texts: ReadonlySet<string>;
  /** An owner that fits into this zone fits into all; absent when there is no zone. */
  readonly longest: Name | undefined;
  readonly size: number;
  /** The zone that the names are configured for. */
  readonly hosted: Name;
  readonly aliases: readonly Name[];

  constructor(hosted: Name | undefined, aliases: readonly Name[]) {
    const zones = hosted === undefined ? aliases : [hosted, ...aliases];
    // Without a hosted zone the configuration is refused in the end; until then, any name will do.
    this.hosted = hosted ?? rootName;
    this.aliases = aliases;
    this.#apexes = new Set(zones);
    this.#texts = new Set(zones.map(printName));
    this.longest = zones.reduce<Name | undefined>(
      (longest, zone) => (longest === undefined || zone.length > longest.length ? zone : longest),
      undefined,
    );
    this.size = zones.length;
  }

  /** The owner's name in the hosted zone. Whether that is too long is checked when the owner is read. */
  nameOf(owner: RelativeName): Name {
    return prependOwner(owner, this.hosted);
  }

  /** Which of these zones the name is in. */
  findAbove(name: Name): Name | undefined {
    return findAtOrAbove(name, (above) => this.#apexes.has(above));
  }

  /**
   * What to write instead of a name that repeats its zone, where names are relative to the zone: `; write "www"`.
   * `absolute` ends with a dot. Empty when the name is in none of the zones.
   */
  suggestRelative(absolute: string): string {
    const text = absolute.toLowerCase();
    if (this.#texts.has(text)) return '; write "@"';
    // No zone is longer than this, and a megabyte of dots must not be searched in full.
    let dot = text.indexOf('.', Math.max(0, text.length - nameOctetsMax - 1));
    for (; dot >= 0; dot = text.indexOf('.', dot + 1)) {
      if (this.#texts.has(text.slice(dot + 1))) return `; write ${quote(absolute.slice(0, dot))}`;
    }
    return '';
  }
}
