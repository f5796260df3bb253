// How far a client of `/v1/live` has got: the id of each event. Refuses to know what was sent up to there.

import type { WindowModel } from '../model/window-model.ts';
import { lastNumber } from './happenings-since.ts';

export interface LivePlace {
  /** Of the model: a new one counts from zero again. */
  readonly run: string;
  readonly version: number;
  /** Of the last happening. */
  readonly happening: number;
}

/** The present: from here on only changes are sent. */
export function currentPlace(model: Pick<WindowModel, 'changes' | 'happenings'>): LivePlace {
  const { run, version } = model.changes;
  return { run, version, happening: lastNumber(model) };
}

/** `mbd3k1x2.17.1763812345678` */
export function printPlace({ run, version, happening }: LivePlace): string {
  return `${run}.${version}.${happening}`;
}

/** Undefined for what was never an id. */
export function readPlace(text: string | undefined): LivePlace | undefined {
  const match = /^([0-9a-z]{1,12})\.(\d{1,15})\.(\d{1,15})$/.exec(text ?? '');
  const [, run, version, happening] = match ?? [];
  if (run === undefined) return undefined;
  return { run, version: Number(version), happening: Number(happening) };
}
