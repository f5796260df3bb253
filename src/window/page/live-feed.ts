// Tells open pages what changed: parts of the first page as HTML, and other pages that they are old. Each stream holds only the
// newest of each part, so a slow client costs no more than a fast one. Refuses to know how a part looks.

import { randomBytes } from 'node:crypto';
import { Bell } from '../../base/wait-until.ts';
import type { OpenStream } from '../../control/stream-reply.ts';
import { writeServerSentEvent } from '../api/event-writer.ts';

/** Together what happens at about the same time. */
const gatherMs = 60;

export interface FeedSource {
  /** By id, of the parts that changed since it was asked last. */
  takeChanged(): ReadonlyMap<string, string>;
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** More are refused: each may want every change. */
export const streamsMax = 200;

/** It changes every second, and nothing is lost without it. */
const fleeting = 'queries';

export class LiveFeed {
  readonly #source: FeedSource;
  readonly #streams = new Set<LiveStream>();
  #callOff: (() => void) | undefined;
  #version = 0;
  /** No version of an earlier run is one of this, and nobody reads from it since when it runs. */
  readonly #run = randomBytes(6).toString('hex');

  constructor(source: FeedSource) {
    this.#source = source;
  }

  /** Of a page that is rendered now: a stream that is opened for an older one says first that it is old. */
  get version(): string {
    return `${this.#run}-${this.#version}`;
  }

  get isWatched(): boolean {
    return this.#streams.size > 0;
  }

  get isFull(): boolean {
    return this.#streams.size >= streamsMax;
  }

  /** Something changed that the source tells when asked. */
  stir(): void {
    this.#callOff ??= this.#source.after(gatherMs, () => {
      this.#callOff = undefined;
      this.#tell();
    });
  }

  /** Every page is old. */
  renew(): void {
    this.#version++;
    for (const stream of this.#streams) stream.renew();
  }

  /** The pages of these names and targets are old, and so is a first page that has no stream yet. */
  touch(subjects: ReadonlySet<string>): void {
    this.#version++;
    for (const stream of this.#streams)
      if (stream.subject !== undefined && subjects.has(stream.subject)) stream.renew();
  }

  /** The pages of single names and targets are old, whichever. */
  renewSubjects(): void {
    for (const stream of this.#streams) if (stream.subject !== undefined) stream.renew();
  }

  /** The daemon is alive. */
  beat(): void {
    for (const stream of this.#streams) stream.beat();
  }

  /** Of the first page if no subject is given; `version` is what the page showed. */
  open(subject: string | undefined, version: string | undefined): OpenStream {
    return (gone) => this.#follow(new LiveStream(subject), version, gone);
  }

  async *#follow(stream: LiveStream, version: string | undefined, gone: AbortSignal): AsyncGenerator<string> {
    if (version !== undefined && version !== this.version) stream.renew();
    this.#streams.add(stream);
    try {
      yield* stream.read(gone);
    } finally {
      this.#streams.delete(stream);
    }
  }

  #tell(): void {
    const changed = this.#source.takeChanged();
    if ([...changed.keys()].some((id) => id !== fleeting)) this.#version++;
    for (const stream of this.#streams) if (stream.subject === undefined) stream.patch(changed);
  }
}

class LiveStream {
  readonly subject: string | undefined;
  readonly #parts = new Map<string, string>();
  #isOld = false;
  #hasBeat = true;
  readonly #bell = new Bell();

  constructor(subject: string | undefined) {
    this.subject = subject;
  }

  patch(parts: ReadonlyMap<string, string>): void {
    for (const [id, part] of parts) this.#parts.set(id, part);
    this.#bell.ring();
  }

  renew(): void {
    this.#isOld = true;
    this.#parts.clear();
    this.#bell.ring();
  }

  beat(): void {
    this.#hasBeat = true;
    this.#bell.ring();
  }

  async *read(gone: AbortSignal): AsyncGenerator<string> {
    // Browsers come back by themselves after this many milliseconds.
    yield 'retry: 2000\n\n';
    while (!gone.aborted) {
      const events = this.#take();
      if (events !== '') yield events;
      else await this.#bell.wait(gone);
    }
  }

  #take(): string {
    let events = '';
    if (this.#isOld) events += writeServerSentEvent({ type: 'renew', data: {} });
    if (this.#parts.size > 0)
      events += writeServerSentEvent({ type: 'patch', data: Object.fromEntries(this.#parts) });
    if (this.#hasBeat) events += writeServerSentEvent({ type: 'beat', data: {} });
    this.#isOld = false;
    this.#hasBeat = false;
    this.#parts.clear();
    return events;
  }
}
