// What would be answered for a name if some addresses were down.

import { buildImage } from '../../answers/build-image.ts';
import type { Names } from '../../config/service-parts.ts';
import type { PrintedAnswer } from '../../control/protocol/explanation.ts';
import type { Check } from '../../health/deciding/check.ts';
import { type AddressSubject, covers, isProbedAt, targetsAt } from '../../health/deciding/overrides.ts';
import type { CandidateAddress, Resolution } from '../../health/deciding/resolution.ts';
import type { Target } from '../../health/target.ts';
import { buildZones, type ZoneGroup } from '../../publishing/zone-group.ts';
import type { Name } from '../../wire/name.ts';
import type { Zone } from '../../zone/zone.ts';
import { askImage } from './ask-image.ts';
import type { ExplainSources } from './explain-sources.ts';

/** From a zone of its own with nothing but the names that decide: a large zone is not built anew for a question. */
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
  const decideOn = (resolution: Resolution) => decide(takeDown(resolution, ifDown));
  const image = buildImage(buildZones({ content: few, timing }, decideOn, serial));
  return types.map((type) => askImage(image, name, type));
}

/** Never up, whatever any target is. */
const failing: Check = { kind: 'any', parts: [] };

/** An address whose probes go elsewhere is taken for down where it is published. */
function takeDown(resolution: Resolution, ifDown: readonly AddressSubject[]): Resolution {
  const isMeant = (candidate: CandidateAddress) =>
    ifDown.some(
      (subject) =>
        covers({ action: 'drain', subject }, resolution, candidate) &&
        !targetsAt(candidate).some((target) => isProbedAt(subject, target)),
    );
  const fall = (candidate: CandidateAddress): CandidateAddress =>
    candidate.check !== undefined && isMeant(candidate) ? { ...candidate, check: failing } : candidate;
  const { candidates, backups = [] } = resolution;
  return { ...resolution, candidates: candidates.map(fall), backups: backups.map(fall) };
}
