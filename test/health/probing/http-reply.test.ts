// Replies to HTTP requests, good, odd and hostile: whole, octet by octet and cut anywhere, the reading is the same.

import { expect } from 'chai';
import { HttpReply, httpReplyOctetsMax, type ReplyProgress } from '../../../src/health/probing/http-reply.ts';
import type { HttpExpectation } from '../../../src/health/target.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

const usual: HttpExpectation = { method: 'GET', path: '/', expect: [[200, 399]] };
const wantsBody: HttpExpectation = { ...usual, body: 'all is ok' };

type Pieces = readonly Buffer[];

/** Reads until something is clear; the end of the pieces is the end of the connection. */
function read(wanted: HttpExpectation, pieces: Pieces): ReplyProgress {
  const reply = new HttpReply(wanted);
  for (const piece of pieces) {
    const reading = reply.read(piece);
    if (reading.kind !== 'more') return reading;
  }
  return reply.end();
}

function describeReading(reading: ReplyProgress): string {
  return reading.kind === 'bad'
    ? reading.detail
    : reading.kind === 'good'
      ? `good ${reading.status}`
      : 'more';
}

const crlf = (...lines: string[]) => lines.join('\r\n');
const chunked = (...chunks: string[]) =>
  crlf(
    'HTTP/1.1 200 OK',
    'Transfer-Encoding: chunked',
    '',
    ...chunks.flatMap((chunk) => [chunk.length.toString(16), chunk]),
    '0',
    '',
    '',
  );
const lacks = 'body lacks "all is ok"';
const notHttp = 'the reply is not HTTP';
const early = 'closed in the middle of the reply';

describe(`HttpReply (TEST_SEED=${testSeed})`, () => {
  const replies: readonly (readonly [string, HttpExpectation, string, string])[] = [
    ['a status', usual, crlf('HTTP/1.1 200 OK', '', ''), 'good 200'],
    ['a status without a reason', usual, crlf('HTTP/1.1 204', '', ''), 'good 204'],
    ['a redirect', usual, crlf('HTTP/1.1 302 Found', 'Location: /elsewhere', '', ''), 'good 302'],
    ['HTTP/1.0', usual, crlf('HTTP/1.0 200 OK', '', ''), 'good 200'],
    ['line feeds alone', usual, 'HTTP/1.1 200 OK\nServer: x\n\n', 'good 200'],
    [
      'an interim reply before',
      usual,
      crlf('HTTP/1.1 103 Early Hints', 'Link: x', '', 'HTTP/1.1 503 No', '', ''),
      'status 503',
    ],
    ['a switch of protocols', usual, crlf('HTTP/1.1 101 Switching', '', ''), 'status 101'],
    ['an error', usual, crlf('HTTP/1.1 500 Internal Server Error', '', ''), 'status 500'],
    [
      'an error that is wanted',
      { ...usual, expect: [[401, 401]] },
      crlf('HTTP/1.1 401 No', '', ''),
      'good 401',
    ],
    ['a body until the end', wantsBody, crlf('HTTP/1.1 200 OK', '', 'so all is ok here'), 'good 200'],
    ['a body until the end that lacks it', wantsBody, crlf('HTTP/1.1 200 OK', '', 'all is lost'), lacks],
    [
      'a body of a length',
      wantsBody,
      crlf('HTTP/1.1 200 OK', 'Content-Length: 9', '', 'all is ok'),
      'good 200',
    ],
    [
      'a body that ends before it',
      wantsBody,
      crlf('HTTP/1.1 200 OK', 'content-length: 8', '', 'all is ok'),
      lacks,
    ],
    ['a body that never comes', wantsBody, crlf('HTTP/1.1 200 OK', 'Content-Length: 9', '', 'all'), early],
    ['no body', wantsBody, crlf('HTTP/1.1 200 OK', 'Content-Length: 0', '', 'all is ok'), lacks],
    ['no body, by its status', wantsBody, crlf('HTTP/1.1 204 No Content', '', 'all is ok'), lacks],
    ['chunks', wantsBody, chunked('so all', ' is', ' ok'), 'good 200'],
    ['chunks that lack it', wantsBody, chunked('all is', ' lost'), lacks],
    [
      'chunks with extensions, and with a length that does not count',
      wantsBody,
      crlf(
        'HTTP/1.1 200 OK',
        'Content-Length: 3',
        'Transfer-Encoding: gzip, Chunked',
        '',
        '9;a=b',
        'all is ok',
        '',
      ),
      'good 200',
    ],
    ['chunks that end early', wantsBody, chunked('all is').slice(0, -9), early],
    ['chunks that are none', wantsBody, chunked('all is').replace('\r\n6\r\n', '\r\nsix\r\n'), notHttp],
    ['chunks of the wrong size', wantsBody, chunked('all is').replace('\r\n6\r\n', '\r\n4\r\n'), notHttp],
    [
      'a body with the end of a head in it',
      wantsBody,
      crlf('HTTP/1.1 200 OK', '', '\r\n\r\nall is ok'),
      'good 200',
    ],
    [
      'what is looked for in the head only',
      wantsBody,
      crlf('HTTP/1.1 200 OK', 'X: all is ok', '', ''),
      lacks,
    ],
    ['nothing', usual, '', 'closed without a reply'],
    ['half a status line', usual, 'HTTP/1.1 20', early],
    ['half a head', usual, crlf('HTTP/1.1 200 OK', 'Server: x', ''), early],
    ['another protocol', usual, 'SSH-2.0-OpenSSH_9.2\r\n', notHttp],
    ['another protocol that has no lines', usual, '\x15\x03\x01\0\x02\x02F', notHttp],
    ['another version', usual, crlf('HTTP/2 200', '', ''), notHttp],
    ['a status of four digits', usual, crlf('HTTP/1.1 2000 OK', '', ''), notHttp],
    ['a status of letters', usual, crlf('HTTP/1.1 abc OK', '', ''), notHttp],
    ['a length that is none', wantsBody, crlf('HTTP/1.1 200 OK', 'Content-Length: -1', '', ''), notHttp],
    [
      'a length that is too long',
      wantsBody,
      crlf('HTTP/1.1 200 OK', `Content-Length: ${'9'.repeat(16)}`, '', ''),
      notHttp,
    ],
    [
      'fields without end',
      usual,
      `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`,
      'the head of the reply is longer than 64 KiB',
    ],
    [
      'a field without end',
      usual,
      `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}`,
      'the head of the reply is longer than 64 KiB',
    ],
    [
      'interim replies without end',
      usual,
      crlf('HTTP/1.1 100 Continue', '', '').repeat(5000),
      'the head of the reply is longer than 64 KiB',
    ],
    ['a body without end', wantsBody, crlf('HTTP/1.1 200 OK', '', 'x'.repeat(70_000)), `${lacks} in 64 KiB`],
    [
      'chunks without end',
      wantsBody,
      crlf('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '').concat('1\r\nx\r\n'.repeat(20_000)),
      `${lacks} in 64 KiB`,
    ],
    [
      'what is looked for behind the limit',
      wantsBody,
      crlf('HTTP/1.1 200 OK', '', `${'x'.repeat(70_000)}all is ok`),
      `${lacks} in 64 KiB`,
    ],
    ['zeros', usual, '\0'.repeat(100), notHttp],
  ];
  const random = createSeededRandom();
  for (const [what, wanted, text, expected] of replies) {
    it(`reads ${what}: ${expected}`, () => {
      const octets = Buffer.from(text, 'latin1');
      expect(describeReading(read(wanted, [octets]))).to.equal(expected);
      expect(
        describeReading(
          read(
            wanted,
            cut(octets, () => 1),
          ),
        ),
      ).to.equal(expected);
      for (let round = 0; round < 5; round++)
        expect(
          describeReading(
            read(
              wanted,
              cut(octets, () => 1 + random.below(40)),
            ),
          ),
        ).to.equal(expected);
    });
  }

  it('decides as soon as it has read enough', () => {
    const reply = new HttpReply(wantsBody);
    expect(reply.read(Buffer.from(crlf('HTTP/1.1 200 OK', '', 'all is o')))).to.deep.equal({ kind: 'more' });
    expect(reply.read(Buffer.from('k'))).to.deep.equal({ kind: 'good', status: 200 });
  });

  it('looks for text as UTF-8', () => {
    const reply = new HttpReply({ ...usual, body: 'läuft' });
    expect(reply.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nläuft'))).to.have.property('kind', 'good');
  });

  it('quotes only the beginning of a long text that it did not find', () => {
    const reply = read({ ...usual, body: `"${'x'.repeat(1000)}` }, [Buffer.from('HTTP/1.1 204 No\r\n\r\n')]);
    expect(describeReading(reply)).to.equal(`body lacks "\\"${'x'.repeat(39)}…"`);
  });

  it('never reads beyond its limit and never throws, whatever comes', () => {
    const pieces = [
      'HTTP/1.1 ',
      '200',
      ' OK',
      '\r\n',
      '\n',
      'Content-Length: ',
      '5',
      'Transfer-Encoding: chunked',
      '\0',
      'ffffffff',
      'all is ok',
    ];
    for (let round = 0; round < 3000; round++) {
      const reply = new HttpReply(random.chance(0.5) ? usual : wantsBody);
      let reading: ReplyProgress = { kind: 'more' };
      let octets = 0;
      while (reading.kind === 'more' && octets <= httpReplyOctetsMax) {
        const text = Array.from({ length: 1 + random.below(12) }, () => random.pick(pieces)).join('');
        const piece = random.chance(0.9)
          ? Buffer.from(octets === 0 ? `HTTP/1.1 ${text}` : text)
          : random.octets(random.below(30_000));
        octets += piece.length;
        reading = reply.read(piece);
        if (random.chance(0.05)) break;
      }
      if (reading.kind === 'more') expect(octets).to.be.below(httpReplyOctetsMax);
      if (reading.kind === 'more') reply.end();
    }
  });
});

function cut(octets: Buffer, draw: () => number): Pieces {
  const pieces: Buffer[] = [];
  for (let at = 0; at < octets.length; ) {
    const end = at + draw();
    pieces.push(octets.subarray(at, end));
    at = end;
  }
  return pieces;
}
