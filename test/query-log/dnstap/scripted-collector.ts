// A collector of dnstap at a Unix socket that does what a test tells it: accepts, hangs, says something else, dies.

import { createServer, type Server, type Socket } from 'node:net';
import { ControlType, controlFrame, dnstapContentType } from '../../../src/query-log/dnstap/frame-stream.ts';

export type Manner =
  /** Accepts, and finishes when told to stop. */
  | 'polite'
  /** Answers nothing. */
  | 'silent'
  /** Accepts, and reads nothing more. */
  | 'stuck'
  /** Accepts what no DNS server sends. */
  | 'other'
  /** Speaks something else. */
  | 'garbage'
  | 'hangs up';

export interface Collector {
  /** Data frames of all connections. */
  readonly frames: readonly Buffer[];
  /** Types of control frames, in their order. */
  readonly controls: readonly number[];
  readonly connections: number;
  /** Ends its connections, and listens no more. */
  close(): Promise<void>;
  cutAll(): void;
}

export async function openCollector(path: string, manner: Manner = 'polite'): Promise<Collector> {
  const frames: Buffer[] = [];
  const controls: number[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let waiting = Buffer.alloc(0);
    socket.on('data', (octets) => {
      waiting = Buffer.concat([waiting, octets]);
      for (let frame = takeFrame(); frame !== undefined; frame = takeFrame())
        if (frame.isControl) hearControl(socket, frame.octets.readUInt32BE(0));
        else frames.push(frame.octets);
    });

    function takeFrame(): { readonly isControl: boolean; readonly octets: Buffer } | undefined {
      if (waiting.length < 8) return undefined;
      const isControl = waiting.readUInt32BE(0) === 0;
      const at = isControl ? 8 : 4;
      const end = at + waiting.readUInt32BE(at - 4);
      if (waiting.length < end) return undefined;
      const octets = waiting.subarray(at, end);
      waiting = waiting.subarray(end);
      return { isControl, octets };
    }
  });

  function hearControl(socket: Socket, type: number): void {
    controls.push(type);
    if (type === ControlType.stop && manner === 'polite') socket.end(controlFrame(ControlType.finish));
    if (type !== ControlType.ready) return;
    switch (manner) {
      case 'polite':
        socket.write(controlFrame(ControlType.accept, dnstapContentType));
        return;
      case 'stuck':
        socket.write(controlFrame(ControlType.accept, dnstapContentType));
        socket.pause();
        return;
      case 'other':
        socket.write(controlFrame(ControlType.accept, 'protobuf:other'));
        return;
      case 'garbage':
        socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
        return;
      case 'hangs up':
        socket.destroy();
        return;
      case 'silent':
        return;
    }
  }

  await new Promise<void>((resolve) => server.listen(path, resolve));
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    frames,
    controls,
    get connections() {
      return connections;
    },
    cutAll,
    close() {
      cutAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
