// The chain of a zone in an image that nobody reads yet, after names came to it and went: its other proofs and keys stay as they
// are, and say which links are others. Refuses to know nodes and answers.

import { type ByteString, bytesOf, uint32At, writeByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import { writeSha1 } from '../base/sha1.ts';
import { type Name, relativeTo, sortKeyOf } from '../wire/name.ts';
import { findLinkOf } from './find-link.ts';
import type { Image } from './image.ts';
import { ChainRecord, hashWords, wordsFor, ZoneRecord } from './image-layout.ts';
import type { ImageWriter } from './image-writer.ts';

export interface LinkChanges {
  /** Names that have a link now, with their proofs. */
  readonly added: ReadonlyMap<Name, number>;
  /** Links that are there no longer. */
  readonly removed: ReadonlySet<number>;
}

/** By the link that was, the one that is. What it covers may be covered by another one now where it is `uncertain`. */
export type Relaid = Int32Array;

export const uncertain = -1;

interface Added {
  readonly proofAt: number;
  /** The link behind which it stands, -1 for the start. */
  readonly behind: number;
  readonly key: ByteString;
}

export function relayChain(writer: ImageWriter, zoneAt: number, apex: Name, changes: LinkChanges): Relaid {
  const { image } = writer;
  const chainAt = image.word(zoneAt + ZoneRecord.chainAt);
  const isHashed = image.isHashed(chainAt);
  const count = image.linkCountOf(chainAt);
  const added = Array.from(changes.added, ([name, proofAt]): Added => {
    const covering = findLinkOf(image, chainAt, apex, name);
    if (!isHashed) return { proofAt, behind: covering, key: sortKeyOf(relativeTo(apex, name)) };
    const key = hashKeyOf(name);
    // What comes before the first hash is covered by the last one.
    const isFirst = covering === count - 1 && key < keyAt(image, chainAt, 0);
    return { proofAt, behind: isFirst ? -1 : covering, key };
  });
  added.sort((a, b) => a.behind - b.behind || (a.key < b.key ? -1 : 1));
  const relaid = new Int32Array(count);
  const links = new Links(image, chainAt, added.length - changes.removed.size, added);
  let next = links.addBehind(0, -1);
  if (next > 0) relaid[count - 1] = uncertain;
  for (let link = 0; link < count; link++) {
    const isGone = changes.removed.has(link);
    if (!isGone) links.keep(link);
    const from = next;
    next = links.addBehind(next, link);
    if (isGone || next > from) relaid[link] = uncertain;
    else if (relaid[link] !== uncertain) relaid[link] = links.end - 1;
  }
  links.write(writer, zoneAt);
  return relaid;
}

/** Its four octets a word, so that the order of keys is that of hashes. */
function hashKeyOf(name: Name): ByteString {
  const hash = new Int32Array(hashWords);
  writeSha1(bytesOf(name), 0, name.length, hash);
  return printWords(hash);
}

function keyAt(image: Image, chainAt: number, link: number): ByteString {
  const firstsAt = chainAt + ChainRecord.proofsAt + image.linkCountOf(chainAt);
  const othersAt = firstsAt + image.linkCountOf(chainAt) + link * (hashWords - 1);
  const others = image.words.subarray(othersAt, othersAt + hashWords - 1);
  return printWords([image.word(firstsAt + link), ...others]);
}

function printWords(words: Iterable<number>): ByteString {
  let text = '';
  for (const word of words)
    for (let shift = 24; shift >= 0; shift -= 8) text += String.fromCharCode((word >>> shift) & 0xff);
  return text as ByteString;
}

/** A chain as it is to stand in the image, link by link. */
class Links {
  end = 0;
  readonly #image: Image;
  readonly #chainAt: number;
  readonly #added: readonly Added[];
  readonly #isHashed: boolean;
  readonly #count: number;
  readonly #countBefore: number;
  readonly #words: Int32Array;
  readonly #octets: Uint8Array;
  #keyOctets = 0;

  constructor(image: Image, chainAt: number, more: number, added: readonly Added[]) {
    this.#image = image;
    this.#chainAt = chainAt;
    this.#added = added;
    this.#isHashed = image.isHashed(chainAt);
    this.#countBefore = image.linkCountOf(chainAt);
    this.#count = this.#countBefore + more;
    const room = this.#isHashed
      ? this.#count * hashWords
      : this.#count + 1 + wordsFor(this.#startOf(this.#countBefore) + octetsOf(added));
    this.#words = new Int32Array(ChainRecord.proofsAt + this.#count + room);
    this.#octets = new Uint8Array(this.#words.buffer);
  }

  /** One that was there. */
  keep(link: number): void {
    const { words, octets } = this.#image;
    const proofsAt = this.#chainAt + ChainRecord.proofsAt;
    this.#words[ChainRecord.proofsAt + this.end] = words[proofsAt + link] as number;
    if (this.#isHashed) {
      const firstsAt = proofsAt + this.#countBefore;
      const from = firstsAt + this.#countBefore + link * (hashWords - 1);
      const to = this.#othersAt;
      this.#words[this.#keysAt + this.end] = words[firstsAt + link] as number;
      for (let i = 0; i < hashWords - 1; i++) this.#words[to + i] = words[from + i] as number;
    } else {
      this.#words[this.#keysAt + this.end] = this.#keyOctets;
      const keysAt = (proofsAt + 2 * this.#countBefore + 1) * 4;
      const end = keysAt + this.#startOf(link + 1);
      let to = this.#octetsAt;
      for (let at = keysAt + this.#startOf(link); at < end; at++) this.#octets[to++] = octets[at] as number;
      this.#keyOctets = to - (this.#keysAt + this.#count + 1) * 4;
    }
    this.end++;
  }

  /** Those that stand behind a link; returns which one of the added ones is next. */
  addBehind(from: number, link: number): number {
    let next = from;
    for (; this.#added[next]?.behind === link; next++) this.#add(this.#added[next] as Added);
    return next;
  }

  /** Where it was, if it has room there. */
  write(writer: ImageWriter, zoneAt: number): void {
    invariant(this.end === this.#count, 'every link was kept, added or removed');
    if (!this.#isHashed) this.#words[this.#keysAt + this.#count] = this.#keyOctets;
    const { length } = this.#words;
    const fits = length <= this.#image.word(this.#chainAt + ChainRecord.words);
    const at = fits
      ? this.#chainAt
      : writer.appendChain(this.#count, this.#isHashed, length - ChainRecord.proofsAt - this.#count);
    const { words } = writer.image;
    this.#words[ChainRecord.words] = words[at + ChainRecord.words] as number;
    this.#words[ChainRecord.countAndKind] = (this.#count << 1) | (this.#isHashed ? 1 : 0);
    words.set(this.#words, at);
    words[zoneAt + ZoneRecord.chainAt] = at;
  }

  #add({ proofAt, key }: Added): void {
    this.#words[ChainRecord.proofsAt + this.end] = proofAt;
    if (this.#isHashed) {
      this.#words[this.#keysAt + this.end] = uint32At(key, 0);
      for (let i = 1; i < hashWords; i++) this.#words[this.#othersAt + i - 1] = uint32At(key, 4 * i);
    } else {
      this.#words[this.#keysAt + this.end] = this.#keyOctets;
      writeByteString(key, this.#octets, this.#octetsAt);
      this.#keyOctets += key.length;
    }
    this.end++;
  }

  get #keysAt(): number {
    return ChainRecord.proofsAt + this.#count;
  }

  /** Of the next hash but its first word. */
  get #othersAt(): number {
    return this.#keysAt + this.#count + this.end * (hashWords - 1);
  }

  /** Of the next key. */
  get #octetsAt(): number {
    return (this.#keysAt + this.#count + 1) * 4 + this.#keyOctets;
  }

  /** Where the key of a link was. */
  #startOf(link: number): number {
    return this.#image.word(this.#chainAt + ChainRecord.proofsAt + this.#countBefore + link);
  }
}

function octetsOf(added: readonly Added[]): number {
  return added.reduce((sum, { key }) => sum + key.length, 0);
}
