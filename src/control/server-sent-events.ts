// Server-sent events, piece by piece as they arrive (HTML, "Interpreting an event stream"). Refuses to know what they say.

export interface ServerSentEvent {
  /** Absent: that of the event before. */
  readonly id: string | undefined;
  readonly type: string;
  readonly data: string;
}

/** Two hundred names and their targets take some 100 kB; the worst overview a few megabytes. */
const eventCharactersMax = 64 * 1024 * 1024;

export class ServerSentEvents {
  /** Of a line that is not complete: joined once it is, so that a long one costs no more than its length. */
  #rest: string[] = [];
  #characters = 0;
  #fields: { id: string | undefined; type: string; data: string[] } = empty();

  /** Those that are complete with this piece; throws when one never ends. */
  *read(piece: string): Generator<ServerSentEvent> {
    const [first = '', ...others] = piece.split('\n');
    this.#rest.push(first);
    this.#characters += piece.length;
    if (others.length > 0) {
      const last = others.pop() ?? '';
      const lines = [this.#rest.join(''), ...others];
      this.#rest = [last];
      yield* this.#take(lines, last.length);
    }
    if (this.#characters > eventCharactersMax) throw new Error('an event is too long');
  }

  *#take(lines: readonly string[], left: number): Generator<ServerSentEvent> {
    for (const line of lines) {
      if (line !== '') {
        this.#field(line);
        continue;
      }
      const { id, type, data } = this.#fields;
      this.#fields = empty();
      this.#characters = left;
      if (data.length > 0) yield { id, type, data: data.join('\n') };
    }
  }

  #field(line: string): void {
    // A comment: a sign of life.
    if (line.startsWith(':')) return;
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#fields.data.push(value);
    else if (name === 'event') this.#fields.type = value;
    else if (name === 'id') this.#fields.id = value;
  }
}

function empty(): { id: string | undefined; type: string; data: string[] } {
  return { id: undefined, type: 'message', data: [] };
}
