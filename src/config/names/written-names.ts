// What the entries of a zone say, each record set with its path, until they are merged with those of a master file.
// Refuses to know how an entry is written.

import type { Resolution } from '../../health/deciding/resolution.ts';
import type { Service } from '../../health/deciding/service.ts';
import type { RelativeName } from '../../wire/name.ts';
import type { StaticRecords, StaticRRset } from '../../zone/static-records.ts';
import type { ServiceBinding } from './service-binding.ts';

/** What is configured in the zones, by kind. */
export interface Names {
  readonly resolutions: readonly Resolution[];
  readonly services: readonly Service[];
  readonly bindings: readonly ServiceBinding[];
  /** Beside what health decides. */
  readonly records: StaticRecords;
}

export interface WrittenNames extends Omit<Names, 'records'> {
  readonly records: readonly WrittenRRset[];
  /** Names that others point to, and that must have addresses. */
  readonly hosts: readonly WrittenHost[];
  /** The path of an entry; that of the first one of all, for names made for services. */
  readonly pathOf: (owner: RelativeName) => string | undefined;
}

export interface WrittenRRset extends StaticRRset {
  readonly owner: RelativeName;
  readonly path: string;
}

export interface WrittenHost {
  readonly owner: RelativeName;
  readonly path: string;
  /** As it was written. */
  readonly text: string;
}

export const noNames: WrittenNames = {
  resolutions: [],
  services: [],
  bindings: [],
  records: [],
  hosts: [],
  pathOf: () => undefined,
};
