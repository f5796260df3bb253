// Which zones of before go on being served when they are built anew: those that say the same, with their serial and their
// signatures. Refuses to know why they were built.

import { invariant } from '../base/invariant.ts';
import { areSettingsEqual } from '../signing/signing-settings.ts';
import { withoutSignatures } from '../signing/without-signatures.ts';
import { haveSameContent, haveSameMissing } from '../zone/compare-zones.ts';
import type { Zone } from '../zone/zone.ts';
import type { LoadedZone } from './loaded-zone.ts';

export interface ServedZones {
  readonly config: LoadedZone;
  readonly zones: readonly Zone[];
}

/** The previous zones with their signatures, if nothing has to be signed: a thousand zones are not signed for one. */
export function keepSignedZones(
  { config: was, zones: before }: ServedZones,
  { signing }: LoadedZone,
  plain: readonly Zone[],
): readonly Zone[] | undefined {
  if (signing === undefined || was.signing === undefined) return undefined;
  if (!areSettingsEqual(signing, was.signing)) return undefined;
  // Which names own an NSEC depends on more than records.
  const have = before.map(({ emptyNonTerminals }) => emptyNonTerminals);
  const isChainSame = plain.every(({ emptyNonTerminals: wanted }, index) => {
    const { size } = have[index] ?? new Set();
    return size === wanted.size && [...wanted].every((name) => have[index]?.has(name));
  });
  if (!isChainSame) return undefined;
  const unsigned = before.map(withoutSignatures);
  const kept = keepSame(unsigned, plain);
  if (kept === unsigned) return before;
  return kept?.map(({ apex, missing, emptyNonTerminals }) => {
    const signed = before.find((zone) => zone.apex === apex);
    invariant(signed !== undefined, 'kept zones are those of before');
    return { ...signed, missing, emptyNonTerminals };
  });
}

/**
 * The previous zones, if they hold the same records. A reload may remove a family from a name that is all down: the type is
 * no longer missing, which answers must show, but no record differs, so the zones keep their serial and signatures.
 */
export function keepSame(before: readonly Zone[], built: readonly Zone[]): readonly Zone[] | undefined {
  if (built.length !== before.length) return undefined;
  const kept: Zone[] = [];
  let isMissingSame = true;
  for (const zone of built) {
    const was = before.find(({ apex }) => apex === zone.apex);
    if (was === undefined || !haveSameContent(was, zone)) return undefined;
    isMissingSame &&= haveSameMissing(was, zone);
    const { missing, emptyNonTerminals } = zone;
    kept.push({ ...was, missing, emptyNonTerminals });
  }
  return isMissingSame ? before : kept;
}
