// What `/v1/overview` says: whether all is well, in words and in numbers. Refuses to know who decides that.

import { boolean, dictionary, list, number, object, optional, text, word } from '../../base/value-reader.ts';
import { type OverrideStatus, readOverrideStatus } from './overrides.ts';
import { readSecondaries, type SecondariesStatus } from './secondaries.ts';
import { type NetworkStatus, readNetwork } from './status.ts';
import { type CertificateStatus, readCertificate } from './tls.ts';

/** `critical`: users notice. `warning`: they may soon. `notice`: as somebody wanted it, or about to pass. */
export const problemLevels = ['critical', 'warning', 'notice'] as const;

/** Stable, for programs. */
export const problemKinds = [
  'starting',
  'network',
  'empty-names',
  'empty-services',
  'expired-signatures',
  'last-good',
  'policy-names',
  'backup-names',
  'late-signatures',
  'certificate',
  'secondaries',
  'hosts',
  'updates',
  'descriptors',
  'down-targets',
  'held-targets',
  'unprobed-targets',
  'overrides',
] as const;

export interface Problem {
  readonly kind: (typeof problemKinds)[number];
  readonly level: (typeof problemLevels)[number];
  /** A sentence without its full stop. */
  readonly text: string;
  /** The first names (in full) or targets (by key) that it is about; how many there are is in the text. */
  readonly names?: readonly string[] | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly sinceSeconds?: number | undefined;
}

export interface Judgement {
  /** Nothing is worse than a notice. */
  readonly isWell: boolean;
  /** In a sentence without its full stop. */
  readonly words: string;
  /** The worst first. */
  readonly problems: readonly Problem[];
}

/** A second, on average over the last ones. */
export interface Rates {
  readonly queries: number;
  readonly udp: number;
  readonly tcp: number;
  readonly tls: number;
  readonly dropped: number;
  readonly truncated: number;
  /** Replies by the mnemonic of their response code; those without any are left out. */
  readonly byCode: Readonly<Record<string, number>>;
}

export interface NameCounts {
  readonly total: number;
  readonly checked: number;
  /** Checked or not. */
  readonly candidates: number;
  readonly backups: number;
  readonly policy: number;
  readonly nothing: number;
}

export interface TargetCounts {
  readonly total: number;
  /** By what probes say. */
  readonly up: number;
  readonly down: number;
  readonly unknown: number;
  readonly held: number;
  /** Drained or forced. */
  readonly overridden: number;
}

export interface ZoneCounts {
  /** Without aliases. */
  readonly total: number;
  readonly signed: number;
  /** Of all signatures, the first to expire. */
  readonly signaturesEndSeconds?: number | undefined;
}

export interface Overview extends Judgement {
  readonly atMs: number;
  readonly version: string;
  readonly startedSeconds: number;
  readonly names: NameCounts;
  readonly targets: TargetCounts;
  readonly zones: ZoneCounts;
  readonly rates: Rates;
  readonly network: NetworkStatus;
  readonly overrides: readonly OverrideStatus[];
  readonly secondaries?: SecondariesStatus | undefined;
  readonly certificate?: CertificateStatus | undefined;
}

const readProblem = object<Problem>({
  kind: word(problemKinds),
  level: word(problemLevels),
  text,
  names: optional(list(text)),
  targets: optional(list(text)),
  sinceSeconds: optional(number),
});

export const ratesFields = {
  queries: number,
  udp: number,
  tcp: number,
  tls: number,
  dropped: number,
  truncated: number,
  byCode: dictionary(number),
};

export const readOverview = object<Overview>({
  isWell: boolean,
  words: text,
  problems: list(readProblem),
  atMs: number,
  version: text,
  startedSeconds: number,
  names: object<NameCounts>({
    total: number,
    checked: number,
    candidates: number,
    backups: number,
    policy: number,
    nothing: number,
  }),
  targets: object<TargetCounts>({
    total: number,
    up: number,
    down: number,
    unknown: number,
    held: number,
    overridden: number,
  }),
  zones: object<ZoneCounts>({ total: number, signed: number, signaturesEndSeconds: optional(number) }),
  rates: object<Rates>(ratesFields),
  network: readNetwork,
  overrides: list(readOverrideStatus),
  secondaries: optional(readSecondaries),
  certificate: optional(readCertificate),
});
