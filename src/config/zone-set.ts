// The hosted zone and its aliases, for the questions that are asked of each of a hundred thousand names: their cost must
// not grow with the number of zones.

import { type Name, nameOctetsMax, parentOf, printName, type RelativeName, rootName } from '../wire/name.ts';
import { quote } from './quote.ts';

export class ZoneSet {
  readonly #apexes: ReadonlySet<Name>;
  readonly #texts: ReadonlySet<string>;
  /** What fits into this one fits into all of them; absent when there is no zone. */
  readonly longest: Name | undefined;
  readonly size: number;
  /** The zone that names are configured for. */
  readonly hosted: Name;

  constructor(hosted: Name | undefined, aliases: readonly Name[]) {
    const zones = hosted === undefined ? aliases : [hosted, ...aliases];
    // Without one the configuration is refused, once everything else that is wrong with it was found.
    this.hosted = hosted ?? rootName;
    this.#apexes = new Set(zones);
    this.#texts = new Set(zones.map(printName));
    this.longest = zones.reduce<Name | undefined>(
      (longest, zone) => (longest === undefined || zone.length > longest.length ? zone : longest),
      undefined,
    );
    this.size = zones.length;
  }

  /** What an owner is called in the hosted zone; that it fits was checked when it was read. */
  nameOf(owner: RelativeName): Name {
    return (owner + this.hosted) as Name;
  }

  /** The zone that the name is in, if it is one of these. */
  findAbove(name: Name): Name | undefined {
    for (let above: Name | undefined = name; above !== undefined; above = parentOf(above))
      if (this.#apexes.has(above)) return above;
    return undefined;
  }

  /**
   * What to write instead of a name that was written with its zone behind it, where names are relative to the zone.
   * `absolute` ends with a dot; empty when none of the zones is its end.
   */
  suggestRelative(absolute: string): string {
    const text = absolute.toLowerCase();
    if (this.#texts.has(text)) return '; write "@"';
    // A longer end is no zone's; whoever wrote a megabyte of dots shall not have each of them looked at.
    let dot = text.indexOf('.', Math.max(0, text.length - nameOctetsMax - 1));
    for (; dot >= 0; dot = text.indexOf('.', dot + 1)) {
      if (this.#texts.has(text.slice(dot + 1))) return `; write ${quote(absolute.slice(0, dot))}`;
    }
    return '';
  }
}
