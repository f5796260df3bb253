// A message that came in for an attendant, its signature checked, and whoever answers such messages. Refuses to know what
// they say and how they travelled.

import type { ReplySource } from '../serving/reply-source.ts';
import type { Transport } from '../serving/transport.ts';
import type { MessageSigner } from '../tsig/exchange.ts';
import type { TsigKey } from '../tsig/tsig-key.ts';
import type { IpAddress } from '../wire/ip-address.ts';

/** Who asks. */
export interface Peer {
  readonly address: IpAddress;
  readonly port: number;
  /** The key that signed what it asks: it is who it says. */
  readonly key: TsigKey | undefined;
}

export interface Request {
  readonly peer: Peer;
  readonly transport: Transport;
  /** Without its signature; a copy. At least a header, and not a response. */
  readonly message: Uint8Array;
  /** Signs what is replied, where the request was signed. */
  readonly replies: MessageSigner | undefined;
}

/** Answers one kind of request. A single reply is given unsigned, several are signed by their source. */
export type AnswerRequest = (
  request: Request,
) => Uint8Array | undefined | Promise<Uint8Array | undefined> | ReplySource;
