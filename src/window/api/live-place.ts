// Where a client of `/v1/live` has come to, as the id of each event says. Refuses to know what was told up to there.

import type { WindowModel } from '../model/window-model.ts';
import { lastNumber } from './happenings-since.ts';

export interface LivePlace {
  /** Of the model: another one begins to count anew. */
  readonly run: string;
  readonly version: number;
  /** Of the last happening. */
  readonly happening: number;
}

/** To be told from now on what changes. */
export function currentPlace(model: Pick<WindowModel, 'changes' | 'happenings'>): LivePlace {
  const { run, version } = model.changes;
  return { run, version, happening: lastNumber(model) };
}

/** `mbd3k1x2.17.1763812345678` */
export function printPlace({ run, version, happening }: LivePlace): string {
  return `${run}.${version}.${happening}`;
}

/** Nothing for what nobody was told. */
export function readPlace(text: string | undefined): LivePlace | undefined {
  const match = /^([0-9a-z]{1,12})\.(\d{1,15})\.(\d{1,15})$/.exec(text ?? '');
  const [, run, version, happening] = match ?? [];
  if (run === undefined) return undefined;
  return { run, version: Number(version), happening: Number(happening) };
}
