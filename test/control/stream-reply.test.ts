// Replies that are written piece by piece: for clients that read slowly, stop reading, leave, or never leave.

import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { type ControlServer, openControl } from '../../src/control/control-server.ts';
import type { OpenStream } from '../../src/control/stream-reply.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const pieceOctets = 64 * 1024;
const piece = 'x'.repeat(pieceOctets);

/** Never ends by itself, and counts what was taken from it. */
class EndlessStream {
  taken = 0;
  isEnded = false;

  readonly open: OpenStream = () => this.#pieces();

  async *#pieces(): AsyncGenerator<string> {
    try {
      for (;;) {
        this.taken++;
        yield piece;
        // A turn of the event loop, so that everybody else gets theirs.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.isEnded = true;
    }
  }
}

/** Sends nothing, until nobody wants it any more. */
function silence(ended: () => void): OpenStream {
  return async function* (gone) {
    if (!gone.aborted) await new Promise((resolve) => gone.addEventListener('abort', resolve));
    ended();
  };
}

describe('a streamed reply', () => {
  let control: ControlServer | undefined;
  let clock: FakeClock;
  let path: string;
  const sockets: Socket[] = [];
  const lateReplies: (() => void)[] = [];
  let opened = 0;

  beforeEach(() => {
    clock = new FakeClock();
    path = join(makeTemporaryDirectory(), 'control.sock');
    lateReplies.length = 0;
    opened = 0;
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await control?.close();
    control = undefined;
  });

  async function serve(stream: OpenStream, connectionsMax = 100): Promise<void> {
    const listening = await openControl(
      path,
      [
        {
          method: 'GET',
          path: '/',
          contentType: 'text/event-stream',
          handle() {
            opened++;
            return { code: 200, stream };
          },
        },
        {
          method: 'GET',
          path: '/late',
          handle: () => new Promise((resolve) => lateReplies.push(() => resolve({ code: 200, stream }))),
        },
        { method: 'GET', path: '/here', handle: () => ({ code: 200, body: true }) },
      ],
      { clock, connectionsMax: () => connectionsMax },
    );
    control = listening.ok ? listening.value : undefined;
  }

  function ask(target = '/'): {
    readonly socket: Socket;
    readonly text: () => string;
    readonly isClosed: () => boolean;
  } {
    const socket = connect(path);
    sockets.push(socket);
    let text = '';
    let isClosed = false;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      isClosed = true;
    });
    socket.on('data', (part) => {
      text += String(part);
    });
    socket.write(`GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`);
    return { socket, text: () => text, isClosed: () => isClosed };
  }

  interface Got {
    readonly code: number | undefined;
    readonly type: string | undefined;
    readonly text: string;
  }

  function get(target: string, method = 'GET'): Promise<Got> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: path, path: target, method, agent: false }, (reply) => {
        let text = '';
        reply.on('data', (part) => {
          text += String(part);
        });
        reply.on('end', () => resolve({ code: reply.statusCode, type: reply.headers['content-type'], text }));
      });
      asked.on('error', reject).end();
    });
  }

  it('arrives whole, with the type of its route', async () => {
    await serve(async function* () {
      yield 'data: 1\n\n';
      yield Buffer.from('data: 2\n\n');
    });
    const { type, text } = await get('/');
    expect(type).to.equal('text/event-stream');
    expect(text).to.equal('data: 1\n\ndata: 2\n\n');
  });

  it('shows its head before there is a first piece', async () => {
    await serve(silence(() => undefined));
    const client = ask();
    await until('the head is there', () => client.text().includes('\r\n\r\n'));
  });

  it('takes no more pieces than a client reads, and goes on when it reads', async () => {
    const stream = new EndlessStream();
    await serve(stream.open);
    const { socket } = ask();
    socket.pause();
    await until('the pipe is full', async () => {
      const before = stream.taken;
      await get('/here');
      return before > 1 && stream.taken === before;
    });
    const full = stream.taken;
    expect(full).to.be.lessThan(1000);
    socket.resume();
    await until('it goes on', () => stream.taken > full + 10);
  });

  it('ends when the client leaves in the middle of it', async () => {
    const stream = new EndlessStream();
    await serve(stream.open);
    const client = ask();
    await until('it flows', () => stream.taken > 10);
    client.socket.destroy();
    await until('it ended', () => stream.isEnded);
  });

  it('ends when a client leaves that does not read', async () => {
    const stream = new EndlessStream();
    await serve(stream.open);
    const { socket } = ask();
    socket.pause();
    await until('it flows', () => stream.taken > 1);
    socket.destroy();
    await until('it ended', () => stream.isEnded);
  });

  it('ends when the client leaves while there is nothing to send', async () => {
    let isEnded = false;
    await serve(
      silence(() => {
        isEnded = true;
      }),
    );
    const client = ask();
    await until('it is connected', () => client.text() !== '');
    client.socket.destroy();
    await until('it ended', () => isEnded);
  });

  it('cuts off a client that reads nothing for half a minute', async () => {
    const stream = new EndlessStream();
    await serve(stream.open);
    const client = ask();
    client.socket.pause();
    await until('the pipe is full', async () => {
      const before = stream.taken;
      await get('/here');
      return before > 1 && stream.taken === before;
    });
    clock.advance(30_000);
    await until('it ended', () => stream.isEnded);
    client.socket.resume();
    await until('it is cut off', () => client.isClosed());
  });

  it('ends properly after an hour', async () => {
    await serve(silence(() => undefined));
    const client = ask();
    await until('it is connected', () => client.text() !== '');
    clock.advance(3_600_000);
    await until('the last chunk is there', () => client.text().endsWith('0\r\n\r\n'));
  });

  it('leaves half of the connections to others', async () => {
    await serve(
      silence(() => undefined),
      4,
    );
    const streams = [ask(), ask()];
    await until('both are connected', () => streams.every((client) => client.text() !== ''));
    expect((await get('/')).code).to.equal(503);
    expect((await get('/here')).code).to.equal(200);
    streams[0]?.socket.destroy();
    await until('a place is free again', async () => {
      const client = ask();
      await until('it has an answer', () => client.text() !== '' || client.isClosed());
      return client.text().startsWith('HTTP/1.1 200');
    });
  });

  it('ends at once for a client that left before there was a reply', async () => {
    let isEnded = false;
    const held = silence(() => {
      isEnded = true;
    });
    await serve(held, 2);
    const client = ask('/late');
    await until('it waits', () => lateReplies.length === 1);
    client.socket.destroy();
    await until('it is gone', async () => client.isClosed() && (await get('/here')).code === 200);
    for (const reply of lateReplies) reply();
    await until('it ended', () => isEnded);
    const next = ask();
    await until('its place is free', () => next.text().startsWith('HTTP/1.1 200'));
  });

  it('ends for a client that left while it waited behind another stream of the same connection', async () => {
    let ended = 0;
    await serve(silence(() => ended++));
    const client = ask();
    client.socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until('both are asked for', () => opened === 2);
    client.socket.destroy();
    await until('both ended', () => ended === 2);
  });

  it('is given up for who asks for its head only, or finds no place, though its maker has begun elsewhere', async () => {
    let begun = 0;
    let given = 0;
    const elsewhere = () => {
      begun++;
      const stream = silence(() => given++);
      return Promise.resolve({ code: 200, headers: { 'content-type': 'text/x' }, stream });
    };
    const opened = await openControl(path, [], { clock, connectionsMax: () => 4, elsewhere });
    control = opened.ok ? opened.value : undefined;
    expect(await get('/', 'HEAD')).to.deep.equal({ code: 200, type: 'text/x', text: '' });
    const streams = [ask(), ask()];
    await until('both are connected', () => streams.every((client) => client.text() !== ''));
    expect((await get('/')).code).to.equal(503);
    expect({ begun, given }).to.deep.equal({ begun: 4, given: 2 });
  });

  it('ends when the server closes', async () => {
    let isEnded = false;
    await serve(
      silence(() => {
        isEnded = true;
      }),
    );
    const client = ask();
    await until('it is connected', () => client.text() !== '');
    await control?.close();
    control = undefined;
    await until('it ended', () => isEnded);
  });
});
