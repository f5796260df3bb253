// Why a name is answered as it is: the answer from the very image that is served, and for each address what speaks for it
// and against it. Says on demand what would be answered if some addresses were down. Asks, and changes nothing.

import { buildImage } from '../../answers/build-image.ts';
import type { Image } from '../../answers/image.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { ZoneContent } from '../../config/read-config.ts';
import { type Check, judgeCheck, type VerdictOf } from '../../health/check.ts';
import type { Decision } from '../../health/decide.ts';
import type { TargetReport } from '../../health/monitor.ts';
import { describeOutcome } from '../../health/outcome.ts';
import {
  concerns,
  covers,
  drainOf,
  fallbackOf,
  forceOf,
  isProbedAt,
  type Override,
  placesIn,
  type Subject,
  targetsAt,
} from '../../health/overrides.ts';
import type { AllDownPolicy, CandidateAddress, Resolution } from '../../health/resolution.ts';
import type { Verdict } from '../../health/step-state.ts';
import type { Target } from '../../health/target.ts';
import {
  completeName,
  isAtOrBelow,
  type Name,
  parentOf,
  parseName,
  parseOwner,
  printName,
  type RelativeName,
  wildcardBelow,
} from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { Zone } from '../../zone/zone.ts';
import type { ZoneTiming } from '../../zone/zone-timing.ts';
import type { OperatorHand } from '../overrides/operator-hand.ts';
import { buildZones } from '../publisher.ts';
import { askImage, type PrintedAnswer } from './ask-image.ts';

export interface ExplainRequest {
  /** Absolute, or relative to the hosted zone. */
  readonly name: string;
  /** Absent: the types that the name is configured with. */
  readonly type?: number | undefined;
  /** What to take for down. */
  readonly ifDown: readonly Subject[];
}

/** docs/control.md describes every field. */
export interface Explanation {
  readonly name: string;
  readonly zone: string;
  readonly serial: number;
  readonly answers: readonly PrintedAnswer[];
  readonly addresses: readonly ExplainedAddress[];
  readonly decisions: readonly ExplainedDecision[];
  /** What would be answered; absent when nobody asked for that. */
  readonly ifDown?: readonly PrintedAnswer[];
}

export interface ExplainedAddress {
  /** The configured name that has it: of a service that of its host, of an absent name that of the wildcard. */
  readonly name: string;
  readonly address: string;
  /** What it is for. */
  readonly tier: 'candidate' | 'backup' | 'fallback';
  readonly isPublished: boolean;
  /**
   * `static`: not checked; `up`, `down`, `unknown`: what its check says; `drained`, `forced`: by hand; `standby`: its turn
   * has not come; `policy`: the name's own rules decide otherwise than its check.
   */
  readonly because: 'static' | Verdict | 'drained' | 'forced' | 'standby' | 'policy';
  readonly override?: ExplainedOverride | undefined;
  /** Absent of static addresses, and where the check is put together of several. */
  readonly probe?: ExplainedProbe | undefined;
  /** Present where the check is put together of several. */
  readonly check?: ExplainedCheck | undefined;
}

export type ExplainedOverride = Pick<Override, 'action' | 'by' | 'sinceSeconds' | 'untilSeconds'>;

/** `verdict` is what counts, forced ones included. */
export type ExplainedCheck =
  | {
      readonly kind: 'target';
      readonly verdict: Verdict;
      readonly override?: ExplainedOverride | undefined;
      readonly probe?: ExplainedProbe | undefined;
    }
  | {
      readonly kind: 'all' | 'any' | 'not';
      readonly verdict: Verdict;
      readonly parts: readonly ExplainedCheck[];
    };

/** How it was decided which addresses of a name are published. */
export interface ExplainedDecision {
  /** Of a host of a service: the name that decides for it. */
  readonly name: string;
  readonly grounds: Decision['grounds'];
  /** Drained ones are not counted. */
  readonly healthy: number;
  readonly healthyMin: number;
  readonly candidates: number;
  readonly backups: number;
  readonly whenAllDown: AllDownPolicy['kind'];
}

export interface ExplainedProbe {
  readonly target: string;
  readonly state: Verdict;
  readonly sinceSeconds: number | undefined;
  readonly reason: string | undefined;
  /** So many outcomes in a row, starting with the next, that speak against the state end it. */
  readonly outcomesToFlip: number;
  /** Absent while a probe is under way. */
  readonly nextProbeInMs: number | undefined;
}

export interface ExplainSources {
  readonly content: ZoneContent | undefined;
  readonly timing: ZoneTiming;
  /** What is served. */
  readonly zones: readonly Zone[];
  readonly image: Image;
  readonly hand: OperatorHand;
  /** What is published of a name with these verdicts. */
  readonly decide: (resolution: Resolution, verdictOf: VerdictOf) => Decision;
  readonly reports: readonly TargetReport[];
}

/** The problem is a sentence. */
export function explainName(
  { name: text, type, ifDown }: ExplainRequest,
  sources: ExplainSources,
): Result<Explanation, string> {
  const { content, zones } = sources;
  const found = findName(text, zones);
  if (content === undefined || found === undefined)
    return fail(`"${text}" lies in no zone that is served, and is no name relative to one`);
  const { name, zone } = found;
  const parts = partsOf(ownerOf(name, zone), content);
  const unknown = ifDown.find(
    (subject) => !parts.resolutions.some((resolution) => dependsOn(resolution, subject)),
  );
  if (unknown !== undefined && unknown.kind !== 'name')
    return fail(`the answer for "${text}" does not depend on ${unknown.address.text}`);
  const types = type === undefined ? typesOf(parts) : [type];
  return succeed({
    name: printName(name),
    zone: printName(zone.apex),
    serial: zone.serial,
    answers: types.map((asked) => askImage(sources.image, name, asked)),
    addresses: parts.resolutions.flatMap((resolution) => explainAddresses(resolution, sources)),
    decisions: explainDecisions(parts.resolutions, sources),
    ...(ifDown.length === 0 ? {} : { ifDown: answersIf(ifDown, types, name, zone, parts, sources) }),
  });
}

/** The names that decide on an answer. */
type Parts = Pick<ZoneContent, 'resolutions' | 'services' | 'texts'>;

function findName(
  text: string,
  zones: readonly Zone[],
): { readonly name: Name; readonly zone: Zone } | undefined {
  const absolute = parseName(text);
  if (absolute.ok) {
    const containing = zones.filter(({ apex }) => isAtOrBelow(absolute.value, apex));
    // One zone may lie in another: the inner one answers.
    const zone = containing.sort((a, b) => b.apex.length - a.apex.length)[0];
    if (zone !== undefined) return { name: absolute.value, zone };
  }
  const [hosted] = zones;
  const owner = parseOwner(text);
  const name = hosted !== undefined && owner.ok ? completeName(owner.value, hosted.apex) : undefined;
  return hosted === undefined || name === undefined ? undefined : { name, zone: hosted };
}

/** Of the node that answers for a name: its own, or the wildcard below its closest encloser (RFC 4592 §3.3.1). */
function ownerOf(name: Name, { apex, nodes }: Zone): RelativeName | undefined {
  const relative = (full: Name) => full.slice(0, full.length - apex.length) as string as RelativeName;
  if (nodes.get(name) !== undefined) return relative(name);
  let encloser = parentOf(name);
  while (encloser !== undefined && nodes.get(encloser) === undefined) encloser = parentOf(encloser);
  const wildcard = encloser === undefined ? undefined : wildcardBelow(encloser);
  return wildcard === undefined || nodes.get(wildcard) === undefined ? undefined : relative(wildcard);
}

/** What is configured for a name, and for the hosts of the service that it is. */
function partsOf(owner: RelativeName | undefined, content: ZoneContent): Parts {
  const services = content.services.filter((service) => service.owner === owner);
  const hosts = services
    .flatMap(({ places }) => places)
    .flatMap(({ host }) => (host.kind === 'inside' ? [host.owner] : []));
  const owners = new Set([owner, ...hosts]);
  return {
    resolutions: content.resolutions.filter((resolution) => owners.has(resolution.owner)),
    services,
    texts: content.texts.filter((item) => item.owner === owner),
  };
}

function typesOf({ resolutions, services, texts }: Parts): readonly number[] {
  if (services.length > 0) return [RecordType.SRV];
  const families = new Set(
    resolutions.flatMap((resolution) => placesIn(resolution).map(({ address }) => address.family)),
  );
  const types: number[] = [];
  if (families.has(4)) types.push(RecordType.A);
  if (families.has(6)) types.push(RecordType.AAAA);
  if (types.length === 0 && texts.length > 0) types.push(RecordType.TXT);
  return types.length === 0 ? [RecordType.A] : types;
}

function dependsOn(resolution: Resolution, subject: Subject): boolean {
  return (
    concerns({ action: 'drain', subject }, resolution) || concerns({ action: 'down', subject }, resolution)
  );
}

function explainDecisions(
  resolutions: readonly Resolution[],
  { hand, decide }: ExplainSources,
): ExplainedDecision[] {
  const deciding = new Set(resolutions.map((resolution) => resolution.madeOf ?? resolution));
  return [...deciding].map((resolution) => {
    const { label, candidates, backups = [], healthyMin = 1, whenAllDown } = resolution;
    const { grounds, healthyCount } = decide(resolution, (target) => hand.verdictOf(target));
    return {
      name: label,
      grounds,
      healthy: healthyCount,
      healthyMin,
      candidates: candidates.length,
      backups: backups.length,
      whenAllDown: whenAllDown?.kind ?? 'empty',
    };
  });
}

type Tier = ExplainedAddress['tier'];

function explainAddresses(resolution: Resolution, sources: ExplainSources): ExplainedAddress[] {
  const { hand } = sources;
  const verdictOf: VerdictOf = (target) => hand.verdictOf(target);
  const deciding = resolution.madeOf ?? resolution;
  const { grounds, addresses } = sources.decide(deciding, verdictOf);
  const published = new Set(addresses.map(({ text }) => text));
  const own = new Set(placesIn(resolution).map(({ address }) => address.text));
  const tiers: readonly (readonly [Tier, readonly CandidateAddress[]])[] = [
    ['candidate', deciding.candidates],
    ['backup', deciding.backups ?? []],
    ['fallback', fallbackOf(deciding)],
  ];
  // An address may stand in two tiers: it is published once, for the one whose turn it is.
  const isTurnOf = {
    candidate: grounds !== 'backups' && grounds !== 'addresses',
    backup: grounds === 'backups' || grounds === 'last',
    fallback: grounds === 'addresses',
  };
  return tiers.flatMap(([tier, candidates]) =>
    candidates
      .filter(({ address }) => own.has(address.text))
      .map((candidate) => {
        const { address, check } = candidate;
        const isPublished = isTurnOf[tier] && published.has(address.text);
        const override =
          drainOf(hand.overrides, deciding, candidate) ??
          targetsAt(candidate)
            .map((target) => forceOf(hand.overrides, target))
            .find((force) => force !== undefined);
        const verdict = check && judgeCheck(check, verdictOf);
        const explained = check && explainCheck(check, sources);
        return {
          name: resolution.label,
          address: address.text,
          tier,
          isPublished,
          because: reasonFor({ tier, isPublished, isTurn: isTurnOf[tier], override, verdict }),
          override: explainOverride(override),
          ...(explained?.kind === 'target' ? { probe: explained.probe } : { check: explained }),
        };
      }),
  );
}

interface Circumstances {
  readonly tier: Tier;
  readonly isPublished: boolean;
  readonly isTurn: boolean;
  readonly override: Override | undefined;
  /** Absent of a static address. */
  readonly verdict: Verdict | undefined;
}

function reasonFor({
  tier,
  isPublished,
  isTurn,
  override,
  verdict,
}: Circumstances): ExplainedAddress['because'] {
  if (override?.action === 'drain') return 'drained';
  if (tier === 'fallback') return isPublished ? 'policy' : 'standby';
  const isHealthy = verdict === undefined || verdict === 'up';
  if (tier === 'backup' && !isTurn && isHealthy) return 'standby';
  if (isHealthy !== isPublished) return 'policy';
  if (verdict === undefined) return 'static';
  return override === undefined ? verdict : 'forced';
}

function explainOverride(override: Override | undefined): ExplainedOverride | undefined {
  if (override === undefined) return undefined;
  const { action, by, sinceSeconds, untilSeconds } = override;
  return { action, by, sinceSeconds, untilSeconds };
}

function explainCheck(check: Check, sources: ExplainSources): ExplainedCheck {
  const { hand, reports } = sources;
  const verdict = judgeCheck(check, (target) => hand.verdictOf(target));
  switch (check.kind) {
    case 'all':
    case 'any':
      return { kind: check.kind, verdict, parts: check.parts.map((part) => explainCheck(part, sources)) };
    case 'not':
      return { kind: 'not', verdict, parts: [explainCheck(check.part, sources)] };
    default: {
      const report = reports.find(({ target }) => target.key === check.key);
      const override = explainOverride(forceOf(hand.overrides, check));
      return { kind: 'target', verdict, override, probe: report && explainProbe(report) };
    }
  }
}

function explainProbe(report: TargetReport): ExplainedProbe {
  const { target, verdict, sinceSeconds, lastOutcome, outcomesToFlip, nextProbeInMs } = report;
  return {
    target: target.key,
    state: verdict,
    sinceSeconds,
    reason: lastOutcome === undefined ? undefined : describeOutcome(lastOutcome),
    outcomesToFlip,
    nextProbeInMs: nextProbeInMs === undefined ? undefined : Math.round(nextProbeInMs),
  };
}

/** From a zone of its own with nothing but the names that decide: a large zone is not built anew for a question. */
function answersIf(
  ifDown: readonly Subject[],
  types: readonly number[],
  name: Name,
  { apex, serial }: Zone,
  parts: Parts,
  { content, timing, hand, decide }: ExplainSources,
): PrintedAnswer[] {
  if (content === undefined) return [];
  const isDown = (target: Target) => ifDown.some((subject) => isProbedAt(subject, target));
  const verdictOf: VerdictOf = (target) => (isDown(target) ? 'down' : hand.verdictOf(target));
  const few: ZoneContent = { ...content, ...parts, hostedZone: apex, aliasZones: [] };
  const decideOn = (resolution: Resolution) => decide(takeDown(resolution, ifDown), verdictOf);
  const image = buildImage(buildZones({ content: few, timing }, decideOn, serial));
  return types.map((type) => askImage(image, name, type));
}

/** Never up, whatever any target is. */
const failing: Check = { kind: 'any', parts: [] };

/** An address whose probes go elsewhere is taken for down where it is published. */
function takeDown(resolution: Resolution, ifDown: readonly Subject[]): Resolution {
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
