// Events of a stream: as server-sent events for browsers, which resume by themselves, or one line of JSON each. Refuses to know
// what they are about.

export interface StreamEvent {
  readonly type: string;
  /** To come back with. */
  readonly id: string;
  readonly data: unknown;
}

export interface EventWriter {
  readonly contentType: string;
  write(event: StreamEvent): string;
  /** Says nothing; for those between that cut what is idle, and for us to learn that a client is gone. */
  readonly keepAlive: string;
}

/** JSON has no line breaks of its own, so one line of data is all it takes. */
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

/** Who accepts both, or says nothing, gets what the route prefers. */
export function chooseEventWriter(
  accept: string | undefined,
  preferred: 'text/event-stream' | 'application/jsonl',
): EventWriter {
  const accepted = accept?.toLowerCase() ?? '';
  const writers = preferred === 'text/event-stream' ? [serverSent, lines] : [lines, serverSent];
  const [first = serverSent, other = lines] = writers;
  return accepted.includes(other.contentType) && !accepted.includes(first.contentType) ? other : first;
}
