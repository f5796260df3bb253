// UDP datagrams over IPv4 as they pass the loopback interface, seen by a packet socket (packet(7)). For root.

import { SocketFlag } from '../../../src/linux/constants.ts';
import { pinnedWords, setAddress } from '../../../src/linux/struct-layouts.ts';
import { requireLibc } from './test-libc.ts';

export interface CapturedDatagram {
  /** Of the whole packet. */
  readonly octets: number;
  readonly isFragment: boolean;
  /** Don't Fragment (RFC 791 §3.1). */
  readonly hasDf: boolean;
  readonly source: string;
}

export interface Capture {
  /** What left since the last call; each twice, as it goes out and comes in. */
  take(): CapturedDatagram[];
  close(): void;
}

const packetFamily = 17;
const rawType = 3;
/** ETH_P_IP, in network order. */
const ipv4Protocol = 0x0008;
const socketLevel = 1;
const attachFilter = 26;
const ethernetOctets = 14;
const frameOctetsMax = 65_536;

/** Of datagrams that leave from the port; undefined where the kernel does not let us. */
export async function capturePackets(port: number): Promise<Capture | undefined> {
  const libc = await requireLibc();
  const fd = libc.socket(packetFamily, rawType | SocketFlag.nonBlocking | SocketFlag.closeOnExec, 0);
  if (fd === -1) return undefined;
  // The filter first, the protocol then: what others send must not fill the buffer.
  const program = filterFor(port);
  const described = pinnedWords(4);
  described[0] = program.length / 2;
  setAddress(described, 0, 8, libc.addressOf(program));
  const octets = new Uint8Array(described.buffer);
  if (libc.setsockopt(fd, socketLevel, attachFilter, octets, octets.length) !== 0)
    throw new Error('the kernel refuses the filter');
  // sockaddr_ll: family, protocol, any interface.
  const address = Buffer.alloc(20);
  address.writeUInt16LE(packetFamily, 0);
  address.writeUInt16LE(ipv4Protocol, 2);
  if (libc.bind(fd, address, address.length) !== 0) throw new Error('cannot listen for IPv4');
  const frame = Buffer.alloc(frameOctetsMax);
  return {
    take() {
      const seen: CapturedDatagram[] = [];
      for (;;) {
        const frameOctets = libc.read(fd, frame, frame.length);
        if (frameOctets <= 0) return seen;
        seen.push(describe(frame.subarray(ethernetOctets, frameOctets)));
      }
    },
    close: () => void libc.close(fd),
  };
}

function describe(packet: Buffer): CapturedDatagram {
  const fragmentWord = packet.readUInt16BE(6);
  return {
    octets: packet.length,
    isFragment: (fragmentWord & 0x3fff) !== 0,
    hasDf: (fragmentWord & 0x4000) !== 0,
    source: packet.subarray(12, 16).join('.'),
  };
}

/** Classic BPF, two words for each instruction: UDP from the port, whole or the first fragment. */
function filterFor(port: number): Int32Array {
  const accept = [0x06, frameOctetsMax];
  const refuse = [0x06, 0];
  const instructions = [
    // The IP protocol is UDP, else refuse.
    [0x30, ethernetOctets + 9],
    jumpIfEqual(17, 0, 4),
    // The port behind an IP header of that length is ours.
    [0xb1, ethernetOctets],
    [0x48, ethernetOctets],
    jumpIfEqual(port, 0, 1),
    accept,
    refuse,
  ];
  const words = pinnedWords(instructions.length * 2);
  words.set(instructions.flat());
  return words;
}

function jumpIfEqual(value: number, ifEqual: number, ifNot: number): [number, number] {
  return [0x15 | (ifEqual << 16) | (ifNot << 24), value];
}
