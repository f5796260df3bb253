// A target and a name as the window knows them, and `/v1/targets` and `/v1/names` tell of them. Refuses to know where the facts
// come from.

import { boolean, list, number, object, optional, text, word } from '../../base/value-reader.ts';
import type { NameRole } from '../../health/deciding/decide.ts';
import type { Verdict } from '../../health/step-state.ts';
import { readVerdict } from './status.ts';

export interface TargetState {
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly kind: 'tcp' | 'tls' | 'http' | 'https';
  /** By full name. */
  readonly names: readonly string[];
  /** What probes say. */
  readonly state: Verdict;
  readonly sinceSeconds?: number | undefined;
  /** Of the last outcome that said something new. */
  readonly reason?: string | undefined;
  /** Present while its probes fail, be it down already or not yet. */
  readonly isFailing?: boolean | undefined;
  /** Present while it is held down for flapping. */
  readonly held?: { readonly sinceSeconds: number; readonly untilSeconds: number } | undefined;
  /** `drained`, `forced up` or `forced down`: overrules the state. */
  readonly override?: string | undefined;
}

/** A target, and what its probes came to since it is watched. */
export interface TargetView extends TargetState {
  readonly probes?: ProbeCounts | undefined;
}

export interface ProbeCounts {
  readonly successes: number;
  readonly failures: number;
  /** Of the last successful one. */
  readonly lastMs: number;
  /** Of all successful ones. */
  readonly meanMs: number;
}

/** An address that is preferred, and not answered. */
export interface MissingAddress {
  readonly address: string;
  /** By key: what its check looks at. */
  readonly targets: readonly string[];
  /** Kept out by hand, whatever its check says. */
  readonly isDrained?: boolean | undefined;
}

export interface NameState {
  /** In full, with a final dot: no two have the same. */
  readonly name: string;
  /** As the operator wrote it. */
  readonly label: string;
  readonly zone: string;
  /** Whether health has a say in it. */
  readonly isChecked: boolean;
  readonly role: NameRole;
  /** What is answered now. */
  readonly addresses: readonly string[];
  /** Since when the role is what it is, as far as is known. */
  readonly sinceSeconds: number;
  /** Of the candidates, and how many must be. */
  readonly healthy: number;
  readonly healthyMin: number;
  readonly candidates: number;
  readonly backups: number;
  /** By key. */
  readonly targets: readonly string[];
  /** The first of the candidates that are not answered. */
  readonly missing?: readonly MissingAddress[] | undefined;
}

/** A name, and in a sentence why it is answered as it is. */
export interface NameView extends NameState {
  readonly why: string;
}

const readHold = object<NonNullable<TargetState['held']>>({ sinceSeconds: number, untilSeconds: number });

const readProbes = object<ProbeCounts>({
  successes: number,
  failures: number,
  lastMs: number,
  meanMs: number,
});

export const targetViewFields = {
  key: text,
  address: text,
  port: number,
  kind: word(['tcp', 'tls', 'http', 'https'] as const),
  names: list(text),
  state: readVerdict,
  sinceSeconds: optional(number),
  reason: optional(text),
  isFailing: optional(boolean),
  held: optional(readHold),
  override: optional(text),
  probes: optional(readProbes),
};

export const readTargetView = object<TargetView>(targetViewFields);

const readMissing = object<MissingAddress>({
  address: text,
  targets: list(text),
  isDrained: optional(boolean),
});

export const nameViewFields = {
  name: text,
  label: text,
  zone: text,
  isChecked: boolean,
  role: word(['candidates', 'backups', 'policy', 'nothing'] as const),
  addresses: list(text),
  sinceSeconds: number,
  healthy: number,
  healthyMin: number,
  candidates: number,
  backups: number,
  targets: list(text),
  missing: optional(list(readMissing)),
  why: text,
};

export const readNameView = object<NameView>(nameViewFields);
