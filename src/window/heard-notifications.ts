// How those do who are told of news, as the window last said. A window that begins anew counts from nothing what they refused; here
// it is counted since the start of the program. Refuses to know who they are.

import type { NotificationsStatus, ReceiverStatus } from '../control/protocol/notifications.ts';

export class HeardNotifications {
  #status: NotificationsStatus | undefined;
  /** What they refused of windows before this one. Those that look alike are counted together. */
  #lostBefore: ReadonlyMap<string, number> = new Map();
  #isNewWindow = false;

  get status(): NotificationsStatus | undefined {
    return this.#status;
  }

  hear(status: NotificationsStatus | undefined): void {
    if (this.#isNewWindow) this.#lostBefore = new Map([...this.#lostBefore, ...countLost(this.#status)]);
    this.#isNewWindow = false;
    this.#status = status && this.#withLostBefore(status);
  }

  /** What was heard last stays true until the next one says more. */
  windowEnded(): void {
    this.#isNewWindow = true;
  }

  #withLostBefore({ receivers }: NotificationsStatus): NotificationsStatus {
    const before = new Map(this.#lostBefore);
    return {
      receivers: receivers.map((receiver) => {
        const key = keyOf(receiver);
        const lost = receiver.lost + (before.get(key) ?? 0);
        before.delete(key);
        return { ...receiver, lost };
      }),
    };
  }
}

function countLost({ receivers }: NotificationsStatus = { receivers: [] }): ReadonlyMap<string, number> {
  const lost = new Map<string, number>();
  for (const receiver of receivers) {
    const key = keyOf(receiver);
    lost.set(key, (lost.get(key) ?? 0) + receiver.lost);
  }
  return lost;
}

function keyOf({ receiver, format }: ReceiverStatus): string {
  return `${format} ${receiver}`;
}
