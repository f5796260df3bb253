// Is it them or me: what the evidence says while our own network is in doubt. Pure; refuses to know time and who testified.

/** Of three targets, all may well fail together. */
export const targetsMin = 4;
/**
 * Witnesses called for each failure. When the network is gone, every witness fails and calls as many: a thousand targets in
 * three rounds.
 */
export const witnessesPerFailure = 8;

/** The targets that are up or not known yet: only they can fall. */
export interface Standing {
  readonly count: number;
  /** How many of them failed their last probe. */
  readonly failing: number;
}

/** Since the doubt began. `pending`: not all of them have been heard from yet. */
export type AnchorsSay = 'none configured' | 'pending' | 'all fail' | 'some answer';

export interface Evidence {
  readonly standing: Standing;
  readonly anchors: AnchorsSay;
  /** Something that was asked after the doubt began has answered. */
  readonly isVouchedFor: boolean;
  /** Targets that failed since the doubt began. */
  readonly failedCount: number;
  /** Targets that answered out of turn, as witnesses. */
  readonly answeredCount: number;
  /** When a larger share than this fails, our own network may be at fault. */
  readonly massFailure: number;
}

/**
 * `cleared`: our network was seen to work. `acquitted`: it must work, although nothing answered. `suspect`: the fault is
 * ours. `open`: too early to tell.
 */
export type Judgement = 'cleared' | 'acquitted' | 'suspect' | 'open';

/** Whether the evidence so far is enough. */
export function judgeSoFar(evidence: Evidence): Judgement {
  const { anchors, failedCount, answeredCount, massFailure, isVouchedFor } = evidence;
  const { count, failing } = evidence.standing;
  if (anchors === 'none configured') {
    if (isVouchedFor) return 'cleared';
    if (count === 0) return 'acquitted';
    return failedCount >= count && failing >= count ? 'suspect' : 'open';
  }
  if (anchors !== 'all fail') return 'open';
  if (failing > massFailure * count) return 'suspect';
  // Too few of the targets heard from fail, and enough were heard from to tell.
  const known = answeredCount + failing;
  const isTelling = known >= Math.min(count, 1 + witnessesPerFailure);
  return isTelling && failing <= massFailure * known ? 'acquitted' : 'open';
}

/** When time is up: targets not heard from do not count, but anchors are waited for. */
export function judgeFinally({ standing, anchors, answeredCount, massFailure }: Evidence): Judgement {
  if (anchors === 'pending') return 'open';
  const { count, failing } = standing;
  const known = Math.min(count, answeredCount + failing);
  const isTooMuch = anchors === 'none configured' ? failing >= known : failing > massFailure * known;
  return anchors !== 'some answer' && isTooMuch && failing >= targetsMin ? 'suspect' : 'acquitted';
}
