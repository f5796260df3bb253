// Notifications, assembled: what is wrong, in step with the model; a teller for each receiver; and what each was told, kept over
// restarts. Refuses to know what messages say.

import { hostname } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import { removeKeptFile } from '../../base/kept-file.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { NotifyReceiver } from '../../config/settings/notify-receiver.ts';
import type { NotificationsStatus, NotifyTest } from '../../control/protocol/notifications.ts';
import type { WindowModel } from '../model/window-model.ts';
import { ModelFollower } from './follow-model.ts';
import type { Message } from './formats/message.ts';
import { type Deliver, openReceiver, type ReceiverDependencies } from './sending/open-receiver.ts';
import { moveTold, type Told } from './standing/find-changes.ts';
import { Standings } from './standing/standings.ts';
import { subjectOf } from './standing/subject.ts';
import { Teller } from './teller.ts';
import { TellingLog } from './telling-log.ts';
import { type KeptTold, readToldFile, toldFilePath, writeToldFile } from './told-file.ts';
import type { Tidings } from './wording/tidings.ts';

export interface TellersDependencies extends Omit<ReceiverDependencies, 'ending'> {
  readonly model: WindowModel;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: what receivers were told is forgotten at the end of this run. */
  readonly stateDirectory?: string | undefined;
  /** Called when the state of a receiver changed. */
  readonly report: (status: NotificationsStatus | undefined) => void;
}

interface Addressee {
  readonly receiver: NotifyReceiver;
  readonly deliver: Deliver;
  readonly teller: Teller;
}

const testTidings: Tidings = {
  title: 'this is a test',
  text: 'If you can read this, healthy-dns can reach you.',
  severity: 'info',
  news: [],
};

export class Tellers {
  readonly #with: TellersDependencies;
  readonly #standings: Standings;
  readonly #follower: ModelFollower;
  readonly #path: string | undefined;
  /** When the run that wrote the kept file started. */
  readonly #keptOfSeconds: number;
  /** What each receiver was told by the last run, until it has a teller. */
  readonly #earlier: Map<string, Map<string, Told>>;
  readonly #all = new Map<string, Addressee>();
  #receivers: readonly NotifyReceiver[];
  readonly #ending = new AbortController();
  #hasBegun = false;
  #begin: () => void = () => undefined;
  readonly #begun = new Promise<void>((resolve) => {
    this.#begin = resolve;
  });
  #saving: Promise<void> | undefined;
  #isToSave = false;

  constructor(receivers: readonly NotifyReceiver[], dependencies: TellersDependencies) {
    const { model, clock, stateDirectory } = dependencies;
    this.#with = dependencies;
    this.#receivers = receivers;
    this.#path = stateDirectory === undefined ? undefined : toldFilePath(stateDirectory);
    this.#standings = new Standings((after, before) => {
      const isBack = after.subject.kind === 'network' && after.wrongs.length === 0;
      for (const { teller } of this.#all.values()) {
        teller.recordTurn(after, before);
        if (isBack) teller.retryNow();
      }
    });
    const kept = this.#readKept();
    this.#keptOfSeconds = kept.startedSeconds;
    this.#earlier = new Map([...kept.receivers].map(([id, told]) => [id, new Map(told)]));
    this.#follower = new ModelFollower({
      model,
      standings: this.#standings,
      clock,
      isSameRun: (startedSeconds) => startedSeconds === this.#keptOfSeconds,
      onMoved: (key, to) => this.#move(key, to),
      onTick: () => this.#forget(),
      onBegun: () => {
        this.#hasBegun = true;
        this.apply(this.#receivers);
        this.#begin();
      },
    });
  }

  /** These and no others from now on. Those that stay know what they were told. */
  apply(receivers: readonly NotifyReceiver[]): void {
    this.#receivers = receivers;
    if (!this.#hasBegun) return;
    const ids = new Set(receivers.map(({ id }) => id));
    for (const [id, { teller }] of this.#all) {
      if (ids.has(id)) continue;
      teller.stop();
      this.#all.delete(id);
    }
    for (const receiver of receivers) if (!this.#all.has(receiver.id)) this.#add(receiver);
    this.#report();
  }

  /** Sends each receiver a test message, and reports what came back. */
  async test(): Promise<NotifyTest> {
    await this.#begun;
    const { clock } = this.#with;
    const results = [...this.#all.values()].map(async ({ receiver, deliver }) => {
      const beginMs = clock.monotonicMs();
      const delivery = await deliver({ ...this.#address(testTidings), isTest: true });
      return {
        receiver: receiver.label,
        format: formatOf(receiver),
        ...(delivery.kind !== 'delivered' && { problem: delivery.reason }),
        milliseconds: Math.round(clock.monotonicMs() - beginMs),
      };
    });
    return { results: await Promise.all(results) };
  }

  /** What has not been told by now is left to the next run. */
  async stop(): Promise<void> {
    this.#follower.stop();
    for (const { teller } of this.#all.values()) teller.stop();
    this.#ending.abort();
    await this.#saving;
  }

  #move(key: string, to: string): void {
    for (const { teller } of this.#all.values()) teller.move(key, to);
    for (const told of this.#earlier.values()) moveTold(told, key, to);
  }

  #add(receiver: NotifyReceiver): void {
    const { clock, random, logger } = this.#with;
    const deliver = openReceiver(receiver, { ...this.#with, ending: this.#ending.signal });
    const log = new TellingLog(receiver.label, logger);
    const teller = new Teller(this.#earlier.get(receiver.id) ?? new Map(), {
      clock,
      random,
      standings: () => this.#standings.all(),
      deliver: (tidings) => deliver(this.#address(tidings)),
      onChange: (delivery) => {
        log.record(delivery, teller.state.lost);
        this.#save();
        this.#report();
      },
    });
    this.#earlier.delete(receiver.id);
    this.#all.set(receiver.id, { receiver, deliver, teller });
    teller.look();
  }

  #address(tidings: Tidings): Message {
    return { ...tidings, host: hostname(), atMs: this.#with.clock.wallSeconds() * 1000 };
  }

  /** Forgets what is well and of no interest to any receiver, now or after the delivery under way. */
  #forget(): void {
    const tellers = [...this.#all.values()].map(({ teller }) => teller);
    if (tellers.some(({ isDelivering }) => isDelivering)) return;
    this.#standings.prune((key) => tellers.some(({ told }) => told.has(key)));
  }

  #readKept(): KeptTold {
    const nothing: KeptTold = { startedSeconds: 0, receivers: new Map() };
    const path = this.#path;
    if (path === undefined) return nothing;
    if (this.#receivers.length === 0) {
      // Without receivers it goes stale: what was told a year ago must not count when there is one again.
      removeKeptFile(path);
      return nothing;
    }
    const read = readToldFile(path);
    if (!read.ok)
      this.#with.logger.warning(
        { event: 'notified-unreadable', path, reason: read.problem },
        `${path} ${read.problem}: what was told before the restart may be told again`,
      );
    const kept = (read.ok ? read.value : undefined) ?? nothing;
    for (const { id } of this.#receivers)
      for (const [key, told] of kept.receivers.get(id) ?? []) {
        const subject = subjectOf(key);
        if (subject !== undefined) this.#standings.resume(key, subject, told);
      }
    return kept;
  }

  #save(): void {
    this.#isToSave = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = undefined;
    });
  }

  async #saveAll(): Promise<void> {
    const path = this.#path;
    while (this.#isToSave && path !== undefined) {
      this.#isToSave = false;
      const receivers = new Map([...this.#all].map(([id, { teller }]) => [id, teller.told]));
      const startedSeconds = this.#with.model.summary?.startedSeconds ?? 0;
      const written = await writeToldFile(path, { startedSeconds, receivers });
      if (!written.ok)
        this.#with.logger.warning(
          { event: 'notified-unwritable', path, reason: written.problem },
          `cannot write ${path}: ${written.problem}; after a restart, notifications may be repeated`,
        );
    }
  }

  #report(): void {
    const receivers = [...this.#all.values()].map(({ receiver, teller }) => ({
      receiver: receiver.label,
      format: formatOf(receiver),
      ...teller.state,
    }));
    this.#with.report(receivers.length === 0 ? undefined : { receivers });
  }
}

function formatOf(receiver: NotifyReceiver): string {
  return receiver.kind === 'url' ? receiver.format : 'program';
}
