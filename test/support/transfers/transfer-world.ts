// Zones whose transfers are answered, and a client on the spot: no sockets in between.

import type { Peer } from '../../../src/attending/request.ts';
import type { TransferSettings } from '../../../src/config/zones/transfer-settings.ts';
import { CounterTable } from '../../../src/serving/counters.ts';
import type { ReplySource } from '../../../src/serving/reply-source.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { type EarlierZone, Histories } from '../../../src/transfer/history/histories.ts';
import { OutgoingTransfers } from '../../../src/transfer/outgoing/outgoing-transfers.ts';
import type { MessageSigner } from '../../../src/tsig/exchange.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { parseIpPrefix } from '../../../src/wire/ip-prefix.ts';
import type { Name } from '../../../src/wire/name.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { FakeClock } from '../fake-clock.ts';
import { createRecordingLogger } from '../recording-logger.ts';

export const openToLocal: TransferSettings = {
  allow: [{ prefix: prefixOf('127.0.0.0/8') }],
  notify: [],
  notifiesServers: false,
};

export function prefixOf(text: string) {
  const prefix = parseIpPrefix(text);
  if (prefix === undefined) throw new Error(text);
  return prefix;
}

export function peerOf(text = '127.0.0.1', key?: Peer['key']): Peer {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(text);
  return { address, port: 4000, key };
}

export interface Asking {
  readonly peer?: Peer;
  readonly transport?: Transport;
  readonly replies?: MessageSigner;
}

export class TransferWorld {
  readonly clock = new FakeClock();
  readonly log;
  readonly told: string[] = [];
  readonly histories: Histories;
  readonly transfers: OutgoingTransfers;
  readonly counters = new CounterTable().addRow();

  constructor(given: { earlier?: ReadonlyMap<Name, EarlierZone>; budgetOctets?: number } = {}) {
    const { logger, entries } = createRecordingLogger();
    this.log = entries;
    this.histories = new Histories(given.earlier, given.budgetOctets);
    this.transfers = new OutgoingTransfers({
      clock: this.clock,
      logger,
      histories: this.histories,
      counters: this.counters,
      witness: {
        asked: (peer, _apex, held) => void this.told.push(`${peer.address.text} has ${held}`),
        received: (peer, _apex, serial) => void this.told.push(`${peer.address.text} got ${serial}`),
      },
    });
  }

  /** New zones. */
  serve(zones: readonly Zone[], transfer: TransferSettings | undefined = openToLocal): void {
    const configs = zones.map(({ apex }) => ({
      content: { hostedZone: apex, aliasZones: [] } as never,
      ...(transfer && { transfer }),
    }));
    this.transfers.follow(configs);
    this.histories.record(zones.map((after) => ({ before: undefined, after })));
  }

  /** Resolves with all messages of the reply. */
  async ask(query: Uint8Array, asking: Asking = {}): Promise<Uint8Array[]> {
    const answer = this.answer(query, asking);
    return answer instanceof Uint8Array ? [answer] : await readAll(answer);
  }

  answer(query: Uint8Array, { peer = peerOf(), transport = 'tcp', replies }: Asking = {}) {
    const answer = this.transfers.answer({ peer, transport, message: query, replies });
    if (answer === undefined || answer instanceof Promise) throw new Error('transfers are answered at once');
    return answer;
  }
}

export async function readAll(source: ReplySource): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for (;;) {
    const reply = { octets: Buffer.alloc(65_535), length: 0 };
    const outcome = source.next(reply);
    if (outcome === 'done') return messages;
    if (outcome === 'broken') throw new Error('broken');
    if (outcome === 'written') messages.push(reply.octets.subarray(0, reply.length));
    else await new Promise<void>((resolve) => source.whenReady(resolve));
  }
}
