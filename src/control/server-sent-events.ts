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
  #rest = '';
  #characters = 0;
  #fields: { id: string | undefined; type: string; data: string[] } = empty();

  /** Those that are complete with this piece; throws when one never ends. */
  *read(piece: string): Generator<ServerSentEvent> {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#characters += piece.length;
    for (const line of lines) {
      if (line !== '') {
        this.#field(line);
        continue;
      }
      const { id, type, data } = this.#fields;
      this.#fields = empty();
      this.#characters = this.#rest.length;
      if (data.length > 0) yield { id, type, data: data.join('\n') };
    }
    if (this.#characters > eventCharactersMax) throw new Error('an event is too long');
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
