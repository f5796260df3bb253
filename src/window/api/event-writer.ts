// Writes the events of a stream: as server-sent events for browsers, which resume by themselves, or as lines of JSON. Refuses to know
// what they are about.

export interface StreamEvent {
  readonly type: string;
  /** To resume with. */
  readonly id: string;
  readonly data: unknown;
}

export interface EventWriter {
  readonly contentType: string;
  write(event: StreamEvent): string;
  /** Empty: so that proxies do not cut an idle connection, and we notice a client that is gone. */
  readonly keepAlive: string;
}

/** JSON.stringify writes no line breaks, so one line of data is enough. */
export function writeServerSentEvent({ type, id, data }: Omit<StreamEvent, 'id'> & { id?: string }): string {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return `${place}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

const serverSent: EventWriter = {
  contentType: 'text/event-stream',
  write: writeServerSentEvent,
  keepAlive: ': still here\n\n',
};

const lines: EventWriter = {
  contentType: 'application/jsonl',
  write: (event) => `${JSON.stringify(event)}\n`,
  keepAlive: '\n',
};

/** A client that accepts both, or does not say, gets what the route prefers. */
export function chooseEventWriter(
  accept: string | undefined,
  preferred: 'text/event-stream' | 'application/jsonl',
): EventWriter {
  const accepted = accept?.toLowerCase() ?? '';
  const writers = preferred === 'text/event-stream' ? [serverSent, lines] : [lines, serverSent];
  const [first = serverSent, other = lines] = writers;
  return accepted.includes(other.contentType) && !accepted.includes(first.contentType) ? other : first;
}
