// What the lists `/v1/names`, `/v1/targets` and `/v1/zones` answer, and what is said of one name and one target.

import { list, number, object, optional, text } from '../../base/value-reader.ts';
import { type Explanation, readExplanation } from './explanation.ts';
import { type NameView, readNameView, readTargetView, type TargetView } from './facts.ts';
import { type HostedZoneStatus, readHostedZone } from './status.ts';

/** A part of a list: what is not well first. */
interface Page {
  /** Without the filters. */
  readonly total: number;
  /** With them. */
  readonly found: number;
  /** How many of those come before the first one here. */
  readonly offset: number;
}

export interface NameList extends Page {
  readonly names: readonly NameView[];
}

export interface TargetList extends Page {
  readonly targets: readonly TargetView[];
}

export interface ZoneList {
  readonly zones: readonly HostedZoneStatus[];
}

export interface NameDetail {
  readonly name: NameView;
  readonly targets: readonly TargetView[];
  /** Absent while the daemon is too busy to say. */
  readonly explanation?: Explanation | undefined;
}

export interface TargetDetail {
  readonly target: TargetView;
  /** That it is for. */
  readonly names: readonly NameView[];
}

const page = { total: number, found: number, offset: number };

export const readNameList = object<NameList>({ ...page, names: list(readNameView) });
export const readTargetList = object<TargetList>({ ...page, targets: list(readTargetView) });
export const readZoneList = object<ZoneList>({ zones: list(readHostedZone) });

export const readNameDetail = object<NameDetail>({
  name: readNameView,
  targets: list(readTargetView),
  explanation: optional(readExplanation),
});

export const readTargetDetail = object<TargetDetail>({ target: readTargetView, names: list(readNameView) });

/** What is answered where there is no such name or target, or several. */
export interface NotFound {
  readonly error: string;
  /** In full: those that may be meant. */
  readonly names?: readonly string[] | undefined;
}

export const readNotFound = object<NotFound>({ error: text, names: optional(list(text)) });
