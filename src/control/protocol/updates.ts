// What `/v1/status` says of the records that updates made. Refuses to know who may make them.

import { boolean, list, number, object, optional, text } from '../../base/value-reader.ts';

export interface UpdatesStatus {
  readonly zones: readonly UpdatedZoneStatus[];
  /** Since the start: updates that were carried out, refused, or whose prerequisites did not hold, and that failed. */
  readonly done: number;
  readonly refused: number;
  readonly unmet: number;
  readonly failed: number;
  /** Why no update is accepted. */
  readonly problem?: string | undefined;
}

export interface UpdatedZoneStatus {
  readonly zone: string;
  readonly records: number;
  readonly lastSeconds: number;
  /** Names that updates made and that the configuration speaks for now; the first of them. */
  readonly shadowed: readonly string[];
  readonly shadowedCount: number;
  /** The configuration has no such zone; what updates made of it is kept. */
  readonly isServed: boolean;
}

export const readUpdatesStatus = object<UpdatesStatus>({
  zones: list(
    object<UpdatedZoneStatus>({
      zone: text,
      records: number,
      lastSeconds: number,
      shadowed: list(text),
      shadowedCount: number,
      isServed: boolean,
    }),
  ),
  done: number,
  refused: number,
  unmet: number,
  failed: number,
  problem: optional(text),
});
