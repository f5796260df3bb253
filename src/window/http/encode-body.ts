// Compresses bodies for clients that accept it: a page of ten thousand names is megabytes of repetitive text. Off this thread, and one at
// a time, because the process needs the threads that do it for host lookups and files, too.

import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';
import { SerialQueue } from '../../base/serial-queue.ts';
import type { OpenStream } from '../../control/stream-reply.ts';

const compress = promisify(gzip);
/** What fits into one packet does not arrive sooner for being smaller. */
const octetsMin = 1024;
/** Half the size in a fifth of the time that the default level takes. */
const level = constants.Z_BEST_SPEED;
/** Beyond this a client gets its reply uncompressed instead of waiting for others. */
const waitingMax = 16;
/** Each has 256 KB of its own. */
const streamsMax = 4;
const texts =
  /^(text\/(?!event-stream)|application\/(json|javascript|openmetrics-text|manifest\+json)|image\/svg\+xml)/;

export interface EncodedBody {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export class BodyEncoder {
  readonly #queue = new SerialQueue();
  #waiting = 0;
  #streams = 0;

  async encode(
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
    acceptEncoding: string,
  ): Promise<EncodedBody> {
    const octets = typeof body === 'string' ? Buffer.from(body) : body;
    if (!isCompressible(headers) || octets.length < octetsMin) return { body: octets, headers };
    const varied = vary(headers);
    if (!acceptsGzip(acceptEncoding) || this.#waiting >= waitingMax) return { body: octets, headers: varied };
    this.#waiting++;
    try {
      const small = await this.#queue.run(() => compress(octets, { level }));
      return { body: small, headers: asGzip(varied) };
    } finally {
      this.#waiting--;
    }
  }

  /** Not for events, which must arrive at once. */
  encodeStream(
    stream: OpenStream,
    headers: Readonly<Record<string, string>>,
    acceptEncoding: string,
  ): { readonly stream: OpenStream; readonly headers: Readonly<Record<string, string>> } {
    if (!isCompressible(headers)) return { stream, headers };
    const varied = vary(headers);
    if (!acceptsGzip(acceptEncoding) || this.#streams >= streamsMax) return { stream, headers: varied };
    return { stream: (gone) => this.#compress(stream(gone)), headers: asGzip(varied) };
  }

  async *#compress(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
    this.#streams++;
    const encoder = createGzip({ level });
    try {
      // What goes wrong at one end is thrown at the other.
      pipeline(Readable.from(pieces), encoder, () => undefined);
      yield* encoder as AsyncIterable<Buffer>;
    } finally {
      encoder.destroy();
      this.#streams--;
    }
  }
}

function isCompressible(headers: Readonly<Record<string, string>>): boolean {
  return texts.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
}

function vary(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { ...headers, vary: addTo(headers['vary'], 'accept-encoding') };
}

function asGzip(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { etag } = headers;
  return {
    ...headers,
    'content-encoding': 'gzip',
    // RFC 9110 §8.8.3: a strong tag promises the very same octets.
    ...(etag !== undefined && !etag.startsWith('W/') && { etag: `W/${etag}` }),
  };
}

/** RFC 9110 §12.5.3, as far as it concerns gzip. */
export function acceptsGzip(header: string): boolean {
  let ofAny = false;
  for (const item of header.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((part) => part.trim());
    const isWanted = !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    if (coding === 'gzip' || coding === 'x-gzip') return isWanted;
    if (coding === '*') ofAny = isWanted;
  }
  return ofAny;
}

function addTo(vary: string | undefined, name: string): string {
  return vary === undefined ? name : `${vary}, ${name}`;
}
