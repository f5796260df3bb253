// Reads the reply to an HTTP/1.1 request piece by piece (RFC 9112), until it is clear whether it is as expected. Keeps next to
// nothing of it, believes none of it, and stops at a limit. Refuses to know sockets.

import type { FailureReason } from '../outcome.ts';
import type { HttpExpectation } from '../target.ts';

export type ReplyProgress =
  | { readonly kind: 'more' }
  | { readonly kind: 'good'; readonly status: number }
  | { readonly kind: 'bad'; readonly reason: FailureReason; readonly detail: string };

/** Head and body together: any health page fits, and no target can keep us busy. */
export const httpReplyOctetsMax = 65_536;
const lineFeed = 0x0a;
const more: ReplyProgress = { kind: 'more' };
/** RFC 9112 §4. */
const statusLine = /^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/;
/** A reply that does not begin like this is not HTTP, and its first octets tell. */
const statusLineStart = 'HTTP/1.';
/** RFC 9112 §7.1: a size in hexadecimal, perhaps with extensions. Eight digits are more than we ever read. */
const chunkSizeLine = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;
const bodyShownMax = 40;

/** What comes next: a line of some kind, or octets of the body. */
type Expecting = 'status-line' | 'field-line' | 'chunk-size' | 'chunk-end' | 'body';

export class HttpReply {
  readonly #wanted: HttpExpectation;
  readonly #needle: Buffer | undefined;
  #expecting: Expecting = 'status-line';
  #octets = 0;
  /** The line so far, as latin1. */
  #line = '';
  #status = 0;
  #isChunked = false;
  /** Octets left of the body or chunk; Infinity when only the end of the connection ends it. */
  #remaining = Number.POSITIVE_INFINITY;
  /** The end of the body so far: the text may begin in it. */
  #tail = Buffer.alloc(0);

  constructor(wanted: HttpExpectation) {
    this.#wanted = wanted;
    this.#needle = wanted.body === undefined ? undefined : Buffer.from(wanted.body);
  }

  /** Not to be called again once it has returned anything but `more`. */
  read(arrived: Buffer): ReplyProgress {
    const octets = arrived.subarray(0, httpReplyOctetsMax - this.#octets);
    this.#octets += octets.length;
    for (let at = 0; at < octets.length; ) {
      const isBody = this.#expecting === 'body';
      const lineEnd = isBody ? -1 : octets.indexOf(lineFeed, at);
      const end = isBody ? Math.min(octets.length, at + this.#remaining) : lineEnd + 1 || octets.length;
      const piece = octets.subarray(at, end);
      const reading = isBody ? this.#readBody(piece) : this.#readText(piece, lineEnd !== -1);
      if (reading !== more) return reading;
      at = end;
    }
    return this.#octets < httpReplyOctetsMax ? more : this.#giveUp();
  }

  /** The other side has closed the connection. */
  end(): ReplyProgress {
    if (this.#octets === 0) return bad('reply', 'closed without a reply');
    if (this.#expecting === 'body' && this.#remaining === Number.POSITIVE_INFINITY) return this.#lacks('');
    return bad('reply', 'closed in the middle of the reply');
  }

  #readText(piece: Buffer, isWhole: boolean): ReplyProgress {
    this.#line += piece.toString('latin1');
    if (this.#expecting === 'status-line') {
      const start = this.#line.slice(0, statusLineStart.length);
      if (!statusLineStart.startsWith(start)) return bad('reply', 'the reply is not HTTP');
    }
    if (!isWhole) return more;
    // RFC 9112 §2.2: a line feed alone may end a line.
    const line = this.#line.replace(/\r?\n$/, '');
    this.#line = '';
    return this.#readLine(line);
  }

  #readLine(line: string): ReplyProgress {
    switch (this.#expecting) {
      case 'status-line': {
        const status = statusLine.exec(line)?.[1];
        if (status === undefined) return bad('reply', 'the reply is not HTTP');
        this.#status = Number(status);
        this.#expecting = 'field-line';
        return more;
      }
      case 'field-line':
        return line === '' ? this.#readHeadEnd() : this.#readField(line);
      case 'chunk-size': {
        const size = chunkSizeLine.exec(line)?.[1];
        if (size === undefined) return bad('reply', 'the reply is not HTTP');
        this.#remaining = Number.parseInt(size, 16);
        if (this.#remaining === 0) return this.#lacks('');
        this.#expecting = 'body';
        return more;
      }
      default:
        if (line !== '') return bad('reply', 'the reply is not HTTP');
        this.#expecting = 'chunk-size';
        return more;
    }
  }

  #readField(line: string): ReplyProgress {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'transfer-encoding') this.#isChunked = /(?:^|,)[ \t]*chunked$/i.test(value);
    if (name === 'content-length') {
      if (!/^\d{1,15}$/.test(value)) return bad('reply', 'the reply is not HTTP');
      this.#remaining = Number(value);
    }
    return more;
  }

  #readHeadEnd(): ReplyProgress {
    // RFC 9110 §15.2: interim replies precede the one that counts. A switch of protocols is final.
    if (this.#status < 200 && this.#status !== 101) {
      this.#expecting = 'status-line';
      this.#isChunked = false;
      this.#remaining = Number.POSITIVE_INFINITY;
      return more;
    }
    const isExpected = this.#wanted.expect.some(
      ([first, last]) => first <= this.#status && this.#status <= last,
    );
    if (!isExpected) return bad('status', `status ${this.#status}`);
    if (this.#needle === undefined) return { kind: 'good', status: this.#status };
    // RFC 9112 §6.3: these have no body, whatever their fields say; and chunks override a length.
    const hasNone = this.#status < 200 || this.#status === 204 || this.#status === 304;
    if (hasNone || (!this.#isChunked && this.#remaining === 0)) return this.#lacks('');
    this.#expecting = this.#isChunked ? 'chunk-size' : 'body';
    return more;
  }

  #readBody(piece: Buffer): ReplyProgress {
    const needle = this.#needle ?? Buffer.alloc(0);
    const seen = Buffer.concat([this.#tail, piece]);
    if (seen.includes(needle)) return { kind: 'good', status: this.#status };
    this.#tail = seen.subarray(Math.max(0, seen.length - needle.length + 1));
    this.#remaining -= piece.length;
    if (this.#remaining > 0) return more;
    if (!this.#isChunked) return this.#lacks('');
    this.#expecting = 'chunk-end';
    return more;
  }

  #giveUp(): ReplyProgress {
    const isHead = this.#expecting === 'status-line' || this.#expecting === 'field-line';
    const limit = `${httpReplyOctetsMax / 1024} KiB`;
    return isHead
      ? bad('reply', `the head of the reply is longer than ${limit}`)
      : this.#lacks(` in ${limit}`);
  }

  #lacks(where: string): ReplyProgress {
    const { body = '' } = this.#wanted;
    const shown = body.length > bodyShownMax ? `${body.slice(0, bodyShownMax)}…` : body;
    return bad('body', `body lacks ${JSON.stringify(shown)}${where}`);
  }
}

function bad(reason: FailureReason, detail: string): ReplyProgress {
  return { kind: 'bad', reason, detail };
}
