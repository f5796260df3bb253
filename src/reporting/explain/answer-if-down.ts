// The answer for a name if some addresses were down.

import { buildImage } from '../../answers/build-image.ts';
import type { Names } from '../../config/names/written-names.ts';
import type { PrintedAnswer } from '../../control/protocol/explanation.ts';
import type { Check } from '../../health/deciding/check.ts';
import { type AddressSubject, covers, isProbedAt, targetsAt } from '../../health/deciding/overrides.ts';
import type { CandidateAddress, Resolution } from '../../health/deciding/resolution.ts';
import type { Target } from '../../health/target.ts';
import { buildZones } from '../../publishing/build-zones.ts';
import type { ZoneGroup } from '../../publishing/zone-group.ts';
import type { Name } from '../../wire/name.ts';
import type { Zone } from '../../zone/zone.ts';
import { askImage } from './ask-image.ts';
import type { ExplainSources } from './explain-sources.ts';

/** Builds a zone of nothing but the names that matter, so that a question does not rebuild a large zone. */
export function answerIfDown(
  ifDown: readonly AddressSubject[],
  types: readonly number[],
  name: Name,
  { apex, serial }: Zone,
  parts: Names,
  { config: { content, timing } }: ZoneGroup,
  { decider }: ExplainSources,
): PrintedAnswer[] {
  const isDown = (target: Target) => ifDown.some((subject) => isProbedAt(subject, target));
  const decide = decider.suppose({
    verdictOf: (target) => (isDown(target) ? 'down' : decider.verdictOf(target)),
  });
  const few = { ...content, ...parts, hostedZone: apex, aliasZones: [] };
  const decideOn = (resolution: Resolution) => decide(failAddresses(resolution, ifDown));
  const image = buildImage(buildZones({ zones: [{ content: few, timing }] }, decideOn, serial));
  return types.map((type) => askImage(image, name, type));
}

/** Never up, whatever the targets are. */
const failing: Check = { kind: 'any', parts: [] };

/** An address that is probed elsewhere is down where it is published. */
function failAddresses(resolution: Resolution, ifDown: readonly AddressSubject[]): Resolution {
  const isMeant = (candidate: CandidateAddress) =>
    ifDown.some(
      (subject) =>
        covers({ action: 'drain', subject }, resolution, candidate) &&
        !targetsAt(candidate).some((target) => isProbedAt(subject, target)),
    );
  const failed = (candidate: CandidateAddress): CandidateAddress =>
    candidate.check !== undefined && isMeant(candidate) ? { ...candidate, check: failing } : candidate;
  const { candidates, backups = [] } = resolution;
  return { ...resolution, candidates: candidates.map(failed), backups: backups.map(failed) };
}
