// Signed zones of every shape as an image, and a client that verifies each of its replies.

import { buildImage } from '../../../src/answers/build-image.ts';
import type { Image } from '../../../src/answers/image.ts';
import { replyOctetsMax, type Transport } from '../../../src/serving/transport.ts';
import type { SigningSettings } from '../../../src/signing/signing-settings.ts';
import { signZone } from '../../../src/signing/zone-signer.ts';
import type { Name } from '../../../src/wire/name.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { everyShape, nowSeconds, settingsOf, zoneOf } from '../worlds/signed-world.ts';
import { makeQuery } from './dns-client.ts';
import type { Addresses } from './make-zone.ts';
import { createOctetsAnswerer } from './octets-answerer.ts';
import { verifyReply } from './verify-reply.ts';
import { type WalkedMessage, walkMessage } from './walk-message.ts';

export interface SignedImage {
  readonly zone: Zone;
  readonly image: Image;
}

export async function signForTest(
  kind: SigningSettings['kind'],
  addresses: Addresses = everyShape,
): Promise<SignedImage> {
  const zone = await signZone(zoneOf(addresses), settingsOf(kind), nowSeconds);
  return { zone, image: buildImage([zone]) };
}

export interface CheckedReply {
  readonly octets: Buffer;
  readonly message: WalkedMessage;
  /** A validator's objections. */
  readonly complaints: readonly string[];
  /** The owners of the denial records, lower-cased wire form without the zone's name. */
  readonly provenBy: readonly string[];
}

/** Asks with the DO bit. `name` is dotted text, its labels Latin-1. */
export function askSigned(
  { image, zone }: SignedImage,
  name: string,
  type: number,
  { transport = 'tcp', payload = 1232 }: { readonly transport?: Transport; readonly payload?: number } = {},
): CheckedReply {
  const query = makeQuery(name, { type, edns: { payload, dnssecOk: true } });
  const buffer = Buffer.alloc(replyOctetsMax(transport));
  const answer = createOctetsAnswerer(transport);
  const octets = Buffer.from(buffer.subarray(0, answer(image, query, query.length, buffer)));
  const message = walkMessage(octets);
  const question = { name: message.questions[0]?.name ?? '', type };
  const dnskeys = zone.nodes.get(zone.apex)?.find((rrset) => rrset.type === 48)?.rdatas ?? [];
  return {
    octets,
    message,
    complaints: verifyReply(octets, question, { apex: zone.apex, dnskeys }, nowSeconds),
    provenBy: message.records
      .filter((record) => record.section === 'authority' && (record.type === 47 || record.type === 50))
      .map(({ owner }) => owner.slice(0, owner.length - zone.apex.length) as Name),
  };
}
