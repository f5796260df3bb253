// How a zone came to be what it is: the differences between its last serials, without gaps, the oldest first. Refuses to know
// how much of it is kept, and what else there is.

import { invariant } from '../../base/invariant.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { RRset } from '../../wire/rrset.ts';
import { findRRset, type ZoneRecords } from '../../zone/zone.ts';
import type { RecordDifference } from './compare-records.ts';

/** From one version to the next. */
export interface Step extends RecordDifference {
  readonly from: Version;
  readonly to: number;
  /** Steps of all zones, in the order in which they were made. */
  readonly sequence: number;
}

/** What a version is known by. */
export interface Version {
  readonly serial: number;
  readonly soa: RRset;
}

/** The objects around the octets of a step. */
const stepOverheadOctets = 256;

export function octetsOfStep({ removed, added }: RecordDifference): number {
  return removed.length + added.length + stepOverheadOctets;
}

export class ZoneHistory {
  #steps: Step[] = [];
  /** Where the first one that counts stands: taking one off the front of an array moves all others. */
  #start = 0;
  #octets = 0;

  get octets(): number {
    return this.#octets;
  }

  get steps(): readonly Step[] {
    return this.#steps.slice(this.#start);
  }

  /** The newest serial that the steps lead to. */
  get end(): number | undefined {
    return this.#steps.at(-1)?.to;
  }

  add(step: Step): void {
    invariant(this.end === undefined || this.end === step.from.serial, 'steps follow each other');
    this.#steps.push(step);
    this.#octets += octetsOfStep(step);
  }

  dropOldest(): void {
    const oldest = this.#steps[this.#start];
    if (oldest === undefined) return;
    this.#octets -= octetsOfStep(oldest);
    this.#start++;
    if (this.#start === this.#steps.length || this.#start >= compactAfter) {
      this.#steps = this.#steps.slice(this.#start);
      this.#start = 0;
    }
  }

  clear(): void {
    this.#steps = [];
    this.#start = 0;
    this.#octets = 0;
  }

  /** All steps from a serial on; nothing where history does not reach. */
  since(serial: number): readonly [Step, ...Step[]] | undefined {
    // The last ones are asked for most, and a serial occurs once.
    for (let at = this.#steps.length - 1; at >= this.#start; at--) {
      const step = this.#steps[at];
      if (step?.from.serial === serial) return [step, ...this.#steps.slice(at + 1)];
    }
    return undefined;
  }
}

const compactAfter = 1024;

export function versionOf(zone: ZoneRecords): Version {
  const soa = findRRset(zone, zone.apex, RecordType.SOA);
  invariant(soa !== undefined, 'a zone has an SOA record');
  return { serial: zone.serial, soa };
}
