// The text of a key file, as `tsig-keygen` writes it -> keys, and what is wrong with it. Nothing that is said repeats anything
// that could be a secret: what stands in the wrong place could be one.

import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Name, parseName, rootName } from '../../wire/name.ts';
import type { TsigKey } from '../tsig-key.ts';
import { type Algorithm, readAlgorithm } from './read-algorithm.ts';
import { readTokens, type Token } from './read-tokens.ts';

export interface KeyFileRemark {
  readonly severity: 'error' | 'warning';
  /** A sentence without its subject, which is the file. */
  readonly message: string;
  readonly offset: number;
}

export interface KeyFileContent {
  readonly keys: readonly { readonly key: TsigKey; readonly offset: number }[];
  readonly remarks: readonly KeyFileRemark[];
}

export const expectedForm = 'key "name" { algorithm hmac-sha256; secret "…"; };';

/** Longer than any hash: more adds nothing (RFC 2104 §3). */
const secretOctetsMax = 512;
/** With less, it can be guessed by trying. */
const secretOctetsMin = 16;

export function readKeyFile(text: string): KeyFileContent {
  const { tokens, unended } = readTokens(text);
  const parser = new KeyFileParser(tokens, text.length);
  if (unended === undefined) parser.readAll();
  else parser.complain(unended.offset, `has a ${unended.what} that does not end`);
  return parser;
}

/** One statement after the other, up to the first that is none. */
class KeyFileParser implements KeyFileContent {
  readonly keys: { readonly key: TsigKey; readonly offset: number }[] = [];
  readonly remarks: KeyFileRemark[] = [];
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  complain(offset: number, message: string, severity: KeyFileRemark['severity'] = 'error'): void {
    this.remarks.push({ severity, message, offset });
  }

  readAll(): void {
    if (this.#tokens.length === 0) this.complain(0, `holds no key; write ${expectedForm}`, 'warning');
    while (this.#at < this.#tokens.length && this.#readKey());
  }

  /** Returns whether to read on. */
  #readKey(): boolean {
    const start = this.#tokens[this.#at];
    if (!this.#takeWord('key')) {
      const isOther = /^(?:key|server):$/.test(start?.value ?? '');
      const what = isOther ? 'is in the format of Knot or NSD' : 'has something other than a key here';
      return this.#stop(start, `${what}; write ${expectedForm}, as tsig-keygen prints it`);
    }
    const named = this.#take('word') ?? this.#take('text');
    if (named === undefined || this.#take('{') === undefined)
      return this.#stop(
        this.#tokens[this.#at],
        `lacks the name of a key and "{" here; write ${expectedForm}`,
      );
    const options = this.#readOptions();
    if (options === undefined) return false;
    const key = this.#makeKey(named, options);
    if (key !== undefined) this.keys.push({ key, offset: named.offset });
    return true;
  }

  /** What is in the braces; nothing when it cannot be read. */
  #readOptions(): Options | undefined {
    const options: { algorithm?: Token; secret?: Token } = {};
    for (;;) {
      const option = this.#tokens[this.#at];
      if (this.#take('}') !== undefined) break;
      const name = this.#takeWord('algorithm')
        ? 'algorithm'
        : this.#takeWord('secret')
          ? 'secret'
          : undefined;
      if (name === undefined)
        return this.#give(option, `lacks "algorithm", "secret" or "}" here; write ${expectedForm}`);
      if (options[name] !== undefined) return this.#give(option, `gives the ${name} of a key twice`);
      const value = this.#take('word') ?? this.#take('text');
      if (value === undefined) return this.#give(this.#tokens[this.#at], `lacks the ${name} here`);
      options[name] = value;
      if (this.#take(';') === undefined)
        return this.#give(this.#tokens[this.#at], `lacks ";" behind the ${name} here`);
    }
    if (this.#take(';') === undefined) return this.#give(this.#tokens[this.#at], 'lacks ";" behind "}" here');
    return options;
  }

  #makeKey(named: Token, { algorithm, secret }: Options): TsigKey | undefined {
    const name = this.#readName(named);
    if (algorithm === undefined) this.complain(named.offset, 'has a key without "algorithm" here');
    if (secret === undefined) this.complain(named.offset, 'has a key without "secret" here');
    const chosen = algorithm && this.#readAlgorithm(algorithm);
    const octets = secret && this.#readSecret(secret);
    if (name === undefined || chosen === undefined || octets === undefined) return undefined;
    return { name, ...chosen, secret: octets };
  }

  #readName({ value, offset }: Token): Name | undefined {
    const name = parseName(value);
    if (name.ok && name.value !== rootName) return name.value;
    this.complain(
      offset,
      'has a key here whose name is no domain name of letters, digits, "-", "_" and dots',
    );
    return undefined;
  }

  #readAlgorithm({ value, offset }: Token): Algorithm | undefined {
    const read = readAlgorithm(value);
    if (!read.ok) {
      this.complain(offset, read.problem);
      return undefined;
    }
    if (read.value.algorithm === 'hmac-sha1') {
      const way = 'checks and answers requests of others, and signs none; make another key';
      this.complain(offset, `has a key of hmac-sha1 here, which is weak: it only ${way}`, 'warning');
    }
    return read.value;
  }

  #readSecret({ value, offset }: Token): KeyObject | undefined {
    const text = value.replaceAll(/\s/g, '');
    const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
    const octets = Buffer.from(isBase64 ? text : '', 'base64');
    if (octets.length === 0 || octets.length > secretOctetsMax) {
      const problem = octets.length === 0 ? 'is no Base64' : `has more than ${secretOctetsMax} octets`;
      this.complain(offset, `has a secret here that ${problem}`);
      return undefined;
    }
    if (octets.length < secretOctetsMin) {
      const way = `take at least ${secretOctetsMin}, as "healthy-dns tsig-keygen" does`;
      this.complain(offset, `has a secret of only ${octets.length} octets here; ${way}`, 'warning');
    }
    const secret = createSecretKey(octets);
    octets.fill(0);
    return secret;
  }

  #take(kind: Token['kind']): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at++;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token?.kind === 'word' && token.value.toLowerCase() === word;
    if (isIt) this.#at++;
    return isIt;
  }

  #stop(token: Token | undefined, message: string): false {
    this.complain(token?.offset ?? this.#end, message);
    return false;
  }

  #give(token: Token | undefined, message: string): undefined {
    this.#stop(token, message);
  }
}

interface Options {
  readonly algorithm?: Token;
  readonly secret?: Token;
}
