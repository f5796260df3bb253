// What is wrong or odd about a configuration, and where. Refuses to know how values are read.

import type { Logger } from '../../base/logger.ts';
import { maskSecrets } from '../../base/mask-secrets.ts';
import { describePlaces, type Place, printPlace, printPosition } from '../../base/place.ts';
import type { Origin, Spot, WrittenText } from './origin.ts';
import { parsePath } from './print-path.ts';

export interface Finding {
  /** An error keeps the configuration from being used; a warning is logged. */
  readonly severity: 'error' | 'warning';
  /** Where: `zone-resolutions.api.ips[1]`, `port`, `--zone-resolution`. */
  readonly path: string;
  /** What is wrong and the way out: a sentence without its subject, which is the path, and without its full stop. */
  readonly message: string;
  /** Where in the text it stands, if somebody wrote one. */
  readonly place?: Place;
}

/** What a finding points at, where that is not simply the value at its path. */
export type Target =
  /** The key: it is the key that is wrong. */
  | 'key'
  /** A place in a text that somebody else has read. */
  | Place
  | { readonly written: WrittenText; readonly offset: number }
  /** Instead of what is followed at the root of its path. */
  | { readonly origin: Origin; readonly isKey: boolean };

/** Of each severity. Nobody reads more at once, and each finding is printed, logged and sent to whoever asked. */
export const findingsMax = 100;

/** Collects findings while configuration is read, so that all are reported and not just the first. */
export class Findings {
  readonly #kept: Finding[] = [];
  /** Those of `#kept` that are left out while there are errors. */
  readonly #comparisons = new Set<Finding>();
  readonly #targets = new Map<Finding, Exclude<Target, Place>>();
  /** By the root of the paths that lead into it. */
  readonly #origins = new Map<string, Origin>();
  #comparisonCount = 0;
  #errors = 0;
  #warnings = 0;

  /** From now on, findings below this root point into the text that its value was read from. */
  follow(root: string, origin: Origin): void {
    this.#origins.set(root, origin);
  }

  /** All of another collection, each pointing where it does there. */
  add(other: Findings): void {
    for (const finding of other.#kept) {
      const target = other.#targets.get(finding);
      const origin = other.#origins.get(parsePath(finding.path).root);
      const isOwn = typeof target === 'object' || origin === undefined;
      const kept = this.#keep(finding, isOwn ? target : { origin, isKey: target === 'key' });
      if (other.#comparisons.has(finding)) this.#comparisons.add(kept);
    }
    this.#errors += other.#errors;
    this.#warnings += other.#warnings;
    this.#comparisonCount += other.#comparisonCount;
  }

  error(path: string, message: string, target?: Target): void {
    if (++this.#errors <= findingsMax) this.#keep({ severity: 'error', path, message }, target);
  }

  warn(path: string, message: string, target?: Target): void {
    if (++this.#warnings <= findingsMax) this.#keep({ severity: 'warning', path, message }, target);
  }

  /** For a value that is odd compared with another one: left out while there are errors, which may be the cause. */
  warnIfSound(path: string, message: string, target?: Target): void {
    if (++this.#comparisonCount > findingsMax) return;
    this.#comparisons.add(this.#keep({ severity: 'warning', path, message }, target));
  }

  #keep(finding: Finding, target?: Target): Finding {
    const isPlace = typeof target === 'object' && 'line' in target;
    const kept = isPlace ? { ...finding, place: target } : finding;
    this.#kept.push(kept);
    if (target !== undefined && !isPlace) this.#targets.set(kept, target);
    return kept;
  }

  /** The first so many, and how many more there are. */
  get all(): readonly Finding[] {
    const isSound = !this.hasErrors;
    const shown = isSound ? this.#kept : this.#kept.filter((finding) => !this.#comparisons.has(finding));
    return [
      ...this.#point(shown).map(withoutSecrets),
      ...explainMore('error', beyond(this.#errors)),
      ...explainMore('warning', beyond(this.#warnings) + (isSound ? beyond(this.#comparisonCount) : 0)),
    ];
  }

  /** With the findings that are not kept. */
  get count(): number {
    return this.#errors + this.#warnings + this.#comparisonCount;
  }

  get errorCount(): number {
    return this.#errors;
  }

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  /** Where these paths lead, for findings that are made later. */
  locate(paths: Iterable<string>): readonly Pick<Finding, 'path' | 'place'>[] {
    return this.#point(Array.from(paths, (path) => ({ severity: 'error', path, message: '' })));
  }

  /** Only now, because most findings of a bad file are not shown, and a look into a text is a walk over all of it. */
  #point(findings: readonly Finding[]): readonly Finding[] {
    const places = new Map<Finding, Place>();
    for (const [written, pointing] of this.#groupByText(findings)) {
      const found = written.findOffsets(pointing.flatMap(({ spot }) => spot ?? []));
      let next = 0;
      const offsets = pointing.map(({ offset }) => offset ?? found[next++] ?? 0);
      for (const [index, place] of describePlaces(written.source, written.text, offsets).entries()) {
        const finding = pointing[index]?.finding;
        if (finding !== undefined) places.set(finding, place);
      }
    }
    return findings.map((finding) => {
      const place = places.get(finding);
      return place === undefined ? finding : { ...finding, place };
    });
  }

  #groupByText(findings: readonly Finding[]): ReadonlyMap<WrittenText, Pointing[]> {
    const groups = new Map<WrittenText, Pointing[]>();
    const add = (written: WrittenText, pointing: Pointing) => {
      const group = groups.get(written);
      if (group === undefined) groups.set(written, [pointing]);
      else group.push(pointing);
    };
    for (const finding of findings) {
      if (finding.place !== undefined) continue;
      const target = this.#targets.get(finding);
      if (typeof target === 'object' && 'written' in target)
        add(target.written, { finding, offset: target.offset });
      else {
        const { root, steps } = parsePath(finding.path);
        const origin = typeof target === 'object' ? target.origin : this.#origins.get(root);
        if (origin === undefined) continue;
        const isKey = typeof target === 'object' ? target.isKey : target === 'key';
        add(origin.written, { finding, spot: { steps: [...origin.base, ...steps], isKey } });
      }
    }
    return groups;
  }
}

/** A finding with either its offset in the text or what to look for. */
interface Pointing {
  readonly finding: Finding;
  readonly offset?: number;
  readonly spot?: Spot;
}

/** They are printed, logged and sent to whoever asked. */
function withoutSecrets(finding: Finding): Finding {
  return { ...finding, path: maskSecrets(finding.path), message: maskSecrets(finding.message) };
}

function beyond(count: number): number {
  return Math.max(0, count - findingsMax);
}

function explainMore(severity: Finding['severity'], more: number): Finding[] {
  if (more === 0) return [];
  const noun = more === 1 ? `1 more ${severity}` : `${more} more ${severity}s`;
  return [{ severity, path: 'configuration', message: `has ${noun}; fix those above first` }];
}

/** On one line, without the place. */
export function printFinding({ severity, path, message }: Finding): string {
  return `${severity}: ${path}: ${message}`;
}

/** With the place, the line there and a caret beneath it. */
export function printWholeFinding(finding: Finding): readonly string[] {
  return [printFinding(finding), ...(finding.place === undefined ? [] : printPlace(finding.place))];
}

export function logFindings(findings: readonly Finding[], logger: Logger): void {
  for (const { severity, path, message, place } of findings) {
    const where = place && { source: place.source, line: place.line, column: place.column };
    const position = place === undefined ? '' : ` (${printPosition(place)})`;
    logger[severity](
      { event: `configuration-${severity}`, path, ...where },
      `${path}: ${message}${position}`,
    );
  }
}
