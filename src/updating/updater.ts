// Changes zones as updates ask, one batch at a time. Whoever asks is told once all of it is on the disk and served. Refuses
// to know messages, rules and how answers are made.
//
//   judged, one after the other -> written, together -> published, together -> told
//
// A crash before it is written leaves what was; one after that leaves more than anybody was told, never less.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { Name } from '../wire/name.ts';
import { Batch, type Change, type Done, type Refused } from './batch.ts';
import type { UpdateStore } from './update-store.ts';
import { firstEndSeconds, recordsOf, type UpdatedZones } from './updated-zone.ts';

export interface ChangeRequest extends Change {
  /** About how much memory it takes while it waits. */
  readonly octets: number;
}

/** `failed`: nothing has changed. */
export type Outcome = Done | Refused | { readonly kind: 'failed'; readonly reason: string };

export interface UpdaterDependencies {
  readonly publisher: Pick<Publisher, 'groups' | 'update'>;
  readonly store: UpdateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Resolves when every thread answers from what was published. */
  readonly servedEverywhere: () => Promise<void>;
  readonly onUpdated?: () => void;
  readonly atLongWork?: AtLongWork;
}

export type AtLongWork = <Value>(work: () => Promise<Value>) => Promise<Value>;

interface Waiting {
  readonly request: ChangeRequest;
  readonly tell: (outcome: Outcome) => void;
}

/** Thousands of clients that renew at once; beyond that they are told to come back. */
const waitingMax = 2000;
const waitingOctetsMax = 16 * 1024 * 1024;
/** Judging as much takes some 20 ms. */
const batchOctetsMax = 256 * 1024;
/** A name that comes to a hundred thousand signed ones takes so long, many that come at once seconds: probes and TCP get half of the time. */
const swiftMs = 100;
const restMsMax = 5000;
/** Timers take no longer delays, and clocks may step. */
const endLookMsMax = 3_600_000;
/** When what has ended could not be removed. */
const endRetryMs = 60_000;

export class Updater {
  readonly #with: UpdaterDependencies;
  #zones: UpdatedZones;
  #waiting: Waiting[] = [];
  #waitingOctets = 0;
  #atWork: Promise<void> | undefined;
  #isStopped = false;
  #callOff = () => {};

  constructor(dependencies: UpdaterDependencies) {
    this.#with = dependencies;
    this.#zones = dependencies.store.recall();
  }

  /** What is kept and served. */
  get zones(): UpdatedZones {
    return this.#zones;
  }

  /** Before anything else is published: what an earlier run was told is served from the start. */
  async start(): Promise<void> {
    await this.#with.publisher.update(publishedOf(this.#zones));
    this.#awaitEnd();
  }

  /** Whether a zone or an alias has this apex. */
  isServed(apex: Name): boolean {
    return this.serialOf(apex) !== undefined;
  }

  /** Of what is served now. */
  serialOf(apex: Name): number | undefined {
    return this.#with.publisher.groups.find(({ zones }) => zones.some((zone) => zone.apex === apex))?.serial;
  }

  request(request: ChangeRequest): Promise<Outcome> {
    if (this.#isStopped) return Promise.resolve({ kind: 'failed', reason: 'the daemon is stopping' });
    const octets = this.#waitingOctets + request.octets;
    if (this.#waiting.length >= waitingMax || octets > waitingOctetsMax)
      return Promise.resolve({ kind: 'failed', reason: 'too many updates are waiting' });
    this.#waitingOctets = octets;
    return new Promise((tell) => {
      this.#waiting.push({ request, tell });
      this.#work();
    });
  }

  /** What is being written is written and told; what waits is not done. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#callOff();
    for (const { tell } of this.#takeBatch(Number.POSITIVE_INFINITY))
      tell({ kind: 'failed', reason: 'the daemon is stopping' });
    await this.#atWork;
  }

  #work(): void {
    this.#atWork ??= this.#doAll().finally(() => {
      this.#atWork = undefined;
      // One may have come after the last look.
      if (this.#waiting.length > 0) this.#work();
      else if (!this.#isStopped) this.#awaitEnd();
    });
  }

  async #doAll(): Promise<void> {
    const { clock } = this.#with;
    // What arrives in the same turn is one batch.
    await new Promise<void>((resolve) => setImmediate(resolve));
    let isFirst = true;
    while (isFirst || this.#waiting.length > 0) {
      isFirst = false;
      const startMs = clock.monotonicMs();
      await this.#doBatch(this.#takeBatch(batchOctetsMax));
      const tookMs = clock.monotonicMs() - startMs;
      if (tookMs > swiftMs)
        await new Promise<void>((resolve) => clock.after(Math.min(tookMs, restMsMax), resolve));
    }
  }

  #takeBatch(octetsMax: number): readonly Waiting[] {
    let octets = 0;
    const end = this.#waiting.findIndex(({ request }, at) => {
      octets += request.octets;
      return at > 0 && octets > octetsMax;
    });
    const batch = this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
    for (const { request } of batch) this.#waitingOctets -= request.octets;
    return batch;
  }

  async #doBatch(batch: readonly Waiting[]): Promise<void> {
    const changes = new Batch(this.#zones, this.#with.publisher.groups, this.#with.clock.wallSeconds());
    const outcomes = batch.map(({ request }) => changes.judge(request));
    const next = changes.finish();
    const problem = next === this.#zones ? undefined : await this.#adopt(next);
    for (const [at, { tell }] of batch.entries()) {
      // What was judged beside changes that failed was judged by what is not there.
      const outcome = problem === undefined ? outcomes[at] : undefined;
      tell(outcome ?? { kind: 'failed', reason: problem ?? '' });
    }
  }

  /** Returns why nothing has changed. */
  async #adopt(next: UpdatedZones): Promise<string | undefined> {
    const { store, publisher, logger, servedEverywhere, onUpdated } = this.#with;
    const { atLongWork = (work) => work() } = this.#with;
    const written = await store.write(next);
    if (!written.ok) return `they cannot be kept: ${written.problem}`;
    try {
      // Not what goes before: a disk that does not answer is no work.
      await atLongWork(async () => publisher.update(publishedOf(next)));
    } catch (error) {
      logger.critical(
        { event: 'signing-failed', reason: String(error) },
        `could not sign an update, which is taken back: ${error}`,
      );
      await store.write(this.#zones);
      return `signing failed: ${error}`;
    }
    this.#zones = next;
    onUpdated?.();
    await servedEverywhere();
    return undefined;
  }

  #awaitEnd(): void {
    this.#callOff();
    const endSeconds = firstEndSeconds(this.#zones.values());
    if (endSeconds === undefined) return;
    const { clock } = this.#with;
    const dueMs = (endSeconds - clock.wallSeconds()) * 1000;
    // What is due already could not be removed just now.
    const delayMs = dueMs <= 0 ? endRetryMs : Math.min(dueMs, endLookMsMax);
    this.#callOff = clock.after(delayMs, () => this.#work());
  }
}

function publishedOf(zones: UpdatedZones) {
  return new Map([...zones].map(([apex, zone]) => [apex, recordsOf(zone)]));
}
