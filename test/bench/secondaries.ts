// Prints how long after a verdict each secondary answers accordingly: BIND, Knot, NSD and PowerDNS, which follow a daemon of
// ours by NOTIFY and transfers. Judges nothing. SECONDARY_FLAPS sets how often.

import { RecordType } from '../../src/wire/protocol.ts';
import { isInstalled } from '../support/dns/run-other-server.ts';
import { untilAgreed } from '../support/secondaries/agree.ts';
import {
  everyKindOfZone,
  questionsAbout,
  startFollowedWorld,
  type ZonesOf,
  zoneOf,
} from '../support/secondaries/followed-world.ts';
import { secondaryProducts } from '../support/secondaries/products.ts';
import type { SecondaryProduct } from '../support/secondaries/secondary-product.ts';
import { type Lag, summarize, watchFlap } from '../support/secondaries/watch-flap.ts';
import { printTable } from './print-table.ts';

const flaps = Number(process.env['SECONDARY_FLAPS'] ?? 100);
const smallZoneNames = 100;
const largeZoneNames = 10_000;
/** A signed zone of that size takes a while to sign, to send and to take up, four times. */
const settleWithinMs = 120_000;

function addressOf(index: number): string {
  return `198.18.${index >> 8}.${index & 0xff}`;
}

function zonesWith(nameCount: number): ZonesOf {
  const indices = Array.from({ length: nameCount }, (_, index) => index);
  const names = Object.fromEntries(indices.map((index) => [`name${index}`, [addressOf(index)]]));
  return (targets) =>
    everyKindOfZone(targets).map((zone) => ({ ...zone, names: { ...zone.names, ...names } }));
}

async function measure(
  nameCount: number,
  zonesOf: ZonesOf,
  products: readonly SecondaryProduct[],
): Promise<void> {
  const world = await startFollowedWorld({}, zonesOf, products);
  try {
    const apexes = world.settings.zones.map(({ apex }) => apex);
    await untilAgreed(world.all, apexes.flatMap(questionsAbout), settleWithinMs);
    const lags: Lag[] = [];
    for (let flap = 0; flap < flaps; flap++) {
      const index = ((flap >> 1) * 97) % nameCount;
      const address = addressOf(index);
      const watched = apexes.map((apex) => ({ name: `name${index}.${apex}`, type: RecordType.A }));
      const act = () => (flap % 2 === 0 ? world.primary.drain(address) : world.primary.undrain(address));
      lags.push(...(await watchFlap(world.all, watched, act, settleWithinMs)));
    }
    const rows = summarize(lags, 'ms', zoneOf);
    process.stdout.write(`${nameCount} names a zone, ${flaps} verdicts\n`);
    process.stdout.write(printTable([['verdict to answer', 'zone', 'median', 'worst'], ...rows]));
  } finally {
    await world.stop();
  }
}

const missing = secondaryProducts.filter(({ program }) => !isInstalled(program, '-V'));
if (missing.length > 0) {
  process.stdout.write(`not installed: ${missing.map(({ name }) => name).join(', ')}\n`);
} else {
  await measure(smallZoneNames, zonesWith(smallZoneNames), secondaryProducts);
  // PowerDNS fetches all of a signed zone each time, which takes longer than the next change.
  const swift = secondaryProducts.filter(({ hasSignedDifferences }) => hasSignedDifferences);
  const large: ZonesOf = (targets) =>
    zonesWith(largeZoneNames)(targets).filter(({ key }) => key !== undefined);
  await measure(largeZoneNames, large, swift);
}
