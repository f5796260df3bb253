// How far serials may have gone in an earlier run, as far as its files tell. Refuses to know files.

import type { EarlierZones } from '../transfer/kept/kept-zones.ts';
import type { Name } from '../wire/name.ts';
import { lastServedSerial, newerOf } from '../zone/serial.ts';
import type { Recalled } from './memory-keeper.ts';

/** By apex; of hosted zones at least. */
export function lastServedSerials({
  remembered,
  earlier,
  nowSeconds,
}: {
  readonly remembered: Recalled;
  readonly earlier: EarlierZones;
  readonly nowSeconds: number;
}): ReadonlyMap<Name, number> {
  const serials = new Map<Name, number>();
  const kept = [...earlier].map(([apex, { zone }]) => [apex, zone.serial] as const);
  for (const [apex, serial] of [...remembered.serials, ...kept]) {
    const last = newerOf(serials.get(apex), lastServedSerial(serial, nowSeconds));
    if (last !== undefined) serials.set(apex, last);
  }
  return serials;
}
