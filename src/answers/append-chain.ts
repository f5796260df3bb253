// The chain of a signed zone -> image: its proofs, and the keys or hashes by which they are searched.

import { type ByteString, bytesOf, writeByteString } from '../base/byte-string.ts';
import { writeSha1 } from '../base/sha1.ts';
import { type Name, relativeTo, sortKeyOf } from '../wire/name.ts';
import type { SignedRRset, Zone } from '../zone/zone.ts';
import { compileProof } from './compile-proof.ts';
import { ChainRecord, hashWords, wordsFor } from './image-layout.ts';
import type { ImageWriter } from './image-writer.ts';

export interface AppendedChain {
  readonly chainAt: number;
  /** One for every name that has a link: with NSEC, empty non-terminals have none. */
  readonly links: ReadonlyMap<Name, { readonly link: number; readonly proofAt: number }>;
}

export function appendChain(writer: ImageWriter, zone: Zone): AppendedChain | undefined {
  const { security, apex } = zone;
  if (security === undefined) return undefined;
  const isHashed = security.kind === 'nsec3';
  const found: { readonly name: Name; readonly denial: SignedRRset; readonly key: ByteString }[] = [];
  for (const name of zone.nodes.names()) {
    const denial = security.nodes.get(name)?.denial;
    if (denial === undefined) continue;
    // Base32 with the extended hex alphabet keeps the order of the hashes (RFC 5155 §1.3).
    const key = isHashed ? denial.owner : sortKeyOf(relativeTo(apex, name));
    found.push({ name, denial, key });
  }
  found.sort((a, b) => (a.key < b.key ? -1 : 1));
  const keyOctets = found.reduce((sum, { key }) => sum + key.length, 0);
  const keyWords = isHashed ? found.length * hashWords : found.length + 1 + wordsFor(keyOctets);
  const chainAt = writer.appendChain(found.length, isHashed, keyWords);
  const links = new Map<Name, { link: number; proofAt: number }>();
  for (const [link, { name, denial }] of found.entries()) {
    const proofAt = writer.appendProof(compileProof(apex, denial));
    writer.image.words[chainAt + ChainRecord.proofsAt + link] = proofAt;
    links.set(name, { link, proofAt });
  }
  if (isHashed)
    writeHashes(
      writer,
      chainAt,
      found.map(({ name }) => name),
    );
  else
    writeKeys(
      writer,
      chainAt,
      found.map(({ key }) => key),
    );
  return { chainAt, links };
}

function writeKeys({ image }: ImageWriter, chainAt: number, keys: readonly ByteString[]): void {
  const startsAt = chainAt + ChainRecord.proofsAt + keys.length;
  const keysAt = (startsAt + keys.length + 1) * 4;
  let end = 0;
  for (const [link, key] of keys.entries()) {
    image.words[startsAt + link] = end;
    writeByteString(key, image.octets, keysAt + end);
    end += key.length;
  }
  image.words[startsAt + keys.length] = end;
}

function writeHashes({ image: { words } }: ImageWriter, chainAt: number, names: readonly Name[]): void {
  const firstsAt = chainAt + ChainRecord.proofsAt + names.length;
  const othersAt = firstsAt + names.length;
  const hash = new Int32Array(hashWords);
  for (const [link, name] of names.entries()) {
    writeSha1(bytesOf(name), 0, name.length, hash);
    words[firstsAt + link] = hash[0] as number;
    words.set(hash.subarray(1), othersAt + link * (hashWords - 1));
  }
}
