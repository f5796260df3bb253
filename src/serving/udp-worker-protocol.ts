// What the main thread and a UDP worker share: a few words of memory that both look at, a bell that wakes the worker when
// it rests, and the message that brings a new image.

/** Words of the shared control block of one worker. */
export const WorkerWord = {
  /** Raised by the main thread: an image waits in the mailbox. */
  generation: 0,
  /** Set by the main thread: end. */
  stop: 1,
  /** Raised by the worker with every turn of its loop, busy or not. */
  heartbeat: 2,
  count: 4,
} as const;

/** A worker that has nothing to do is woken when there is something to look at; this is for the unforeseen. */
export const idleTurnMs = 10_000;

export interface WorkerStart {
  /** File descriptors of the sockets to answer on; the worker does not close them. */
  readonly sockets: readonly number[];
  /** File descriptor of the bell that is rung after a word was changed; the main thread closes it. */
  readonly bell: number;
  readonly control: SharedArrayBuffer;
  readonly counters: SharedArrayBuffer;
  readonly image: SharedArrayBuffer;
}

export interface ImageMessage {
  readonly image: SharedArrayBuffer;
}
