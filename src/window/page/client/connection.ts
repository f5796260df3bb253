// The stream of changes: what it says, and whether it is there. A browser comes back by itself, unless the server refused it; and
// a connection that says nothing for long is gone, whatever the browser thinks. Where there is no stream to be had, the page is
// asked for anew now and then.

export interface Hearing {
  onPatch(parts: Readonly<Record<string, string>>): void;
  onRenew(): void;
  /** Whether the page came. */
  onPoll(): Promise<boolean>;
  onState(state: ConnectionState): void;
}

export type ConnectionState = 'live' | 'polled' | 'lost';

/** The server says something every second. */
const silenceMs = 8000;
const retryMs = 3000;
/** As often as a browser without script. */
export const pollSeconds = 15;
const pollMs = 1000 * pollSeconds;

export class Connection {
  readonly #hearing: Hearing;
  readonly #url: string;
  #source: EventSource | undefined;
  #heardAt = 0;
  #triedAt = 0;
  #wasLost = false;
  /** Until then the page is as new as it gets without a stream. */
  #freshUntil = 0;
  #isPolling = false;

  constructor(url: string, hearing: Hearing) {
    this.#url = url;
    this.#hearing = hearing;
  }

  start(): void {
    this.#open();
    setInterval(() => this.#watch(), 1000);
    addEventListener('online', () => this.#open());
    // A page that comes back from the browser's memory has no stream any more.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) this.#comeBack();
    });
    addEventListener('pagehide', () => this.#source?.close());
  }

  #comeBack(): void {
    this.#wasLost = true;
    this.#open();
  }

  #open(): void {
    this.#source?.close();
    this.#triedAt = Date.now();
    this.#heardAt = Date.now();
    const source = new EventSource(this.#url);
    this.#source = source;
    source.addEventListener('beat', () => this.#hear());
    source.addEventListener('renew', () => {
      this.#wasLost = false;
      this.#hear();
      this.#hearing.onRenew();
    });
    source.addEventListener('patch', ({ data }: MessageEvent<string>) => {
      this.#hear();
      this.#hearing.onPatch(JSON.parse(data) as Readonly<Record<string, string>>);
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) void this.#beRefused(source);
      else this.#lose();
    });
  }

  /** There are too many streams already, or a proxy lets none through: the page itself may come all the same. */
  async #beRefused(source: EventSource): Promise<void> {
    this.#wasLost = true;
    this.#isPolling = true;
    const came = await this.#hearing.onPoll();
    this.#isPolling = false;
    if (source !== this.#source) return;
    if (!came) {
      this.#freshUntil = 0;
      this.#lose();
      return;
    }
    this.#freshUntil = Date.now() + 2 * pollMs;
    this.#hearing.onState('polled');
  }

  #hear(): void {
    this.#heardAt = Date.now();
    // Nobody knows what was missed meanwhile.
    if (this.#wasLost) this.#hearing.onRenew();
    this.#wasLost = false;
    this.#hearing.onState('live');
  }

  #lose(): void {
    this.#wasLost = true;
    this.#hearing.onState('lost');
  }

  #watch(): void {
    const now = Date.now();
    const isClosed = this.#source?.readyState === EventSource.CLOSED;
    const isSilent = now - this.#heardAt > silenceMs;
    if (!isClosed && !isSilent) return;
    if (this.#isPolling) return;
    const isFresh = isClosed && now < this.#freshUntil;
    if (!isFresh && !isClosed) this.#lose();
    if (now - this.#triedAt >= (isFresh ? pollMs : retryMs)) this.#open();
  }
}
