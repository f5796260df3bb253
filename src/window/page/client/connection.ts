// The stream of changes: what it says, and whether it is there. A browser comes back by itself, unless the server refused it; and
// a connection that says nothing for long is gone, whatever the browser thinks.

export interface Hearing {
  onPatch(parts: Readonly<Record<string, string>>): void;
  onRenew(): void;
  onState(state: 'live' | 'lost'): void;
}

/** The server says something every second. */
const silenceMs = 8000;
const retryMs = 3000;

export class Connection {
  readonly #hearing: Hearing;
  readonly #url: string;
  #source: EventSource | undefined;
  #heardAt = 0;
  #triedAt = 0;
  #wasLost = false;

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
    source.addEventListener('error', () => this.#lose());
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
    this.#lose();
    if (now - this.#triedAt >= retryMs) this.#open();
  }
}
