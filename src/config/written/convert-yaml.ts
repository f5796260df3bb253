// Tree of YAML nodes -> value, as JSON has them. What JSON cannot say, and what is probably not meant, is a problem: tags,
// merge keys, keys that are no text, repeated keys, aliases without end.

import type { Alias, ParsedNode, Scalar } from 'yaml';
import { type Json, jsonDepthMax } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { Steps } from '../findings/origin.ts';
import { explainCurly } from './explain-yaml-error.ts';
import type { Problem } from './problem.ts';
import { yaml } from './yaml-library.ts';

/** Each use of an alias counts all that it stands for: ten lines of aliases of aliases could make a billion values. */
const valuesMax = 2_000_000;
const curlyAtStart = /^[“”„‟«»‘’‚‛]/u;

type ParsedMap = Extract<ParsedNode, { readonly items: readonly { readonly key: unknown }[] }>;
type ParsedPair = ParsedMap['items'][number];

export type Targets = ReadonlyMap<Alias, ParsedNode>;

export class YamlConverter {
  readonly #text: string;
  readonly #report: (problem: Problem) => void;
  readonly #anchors = new Map<string, ParsedNode>();
  /** What each alias stands for. */
  readonly targets = new Map<Alias, ParsedNode>();
  /** The aliases that are being followed. */
  readonly #followed = new Set<ParsedNode>();
  readonly #steps: (string | number)[] = [];
  #count = 0;
  #hasCurly = false;
  #isBroken = false;

  constructor(text: string, report: (problem: Problem) => void) {
    this.#text = text;
    this.#report = report;
  }

  /** Undefined when a part of it could not be read: what is wrong with the others may follow from that. */
  convertAll(root: ParsedNode): Json | undefined {
    const value = this.#convert(root);
    return this.#isBroken ? undefined : value;
  }

  #convert(node: ParsedNode | null): Json {
    if (node === null) return null;
    if (++this.#count > valuesMax) {
      if (this.#count === valuesMax + 1)
        this.#complain(node, `makes more than ${valuesMax} values, counting each use of an alias`);
      return null;
    }
    if (yaml().isAlias(node)) return this.#convertAlias(node);
    // An alias can take it deeper than the parser has seen.
    if (this.#steps.length > jsonDepthMax) {
      this.#complain(node, `is nested deeper than ${jsonDepthMax} levels`);
      return null;
    }
    if (node.tag !== undefined)
      this.#complain(node, `has the tag ${quote(node.tag)}; tags are not read, so remove it`);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (yaml().isScalar(node)) return this.#convertScalar(node);
    if (!yaml().isSeq(node)) return this.#convertMap(node);
    return node.items.map((item, index) => this.#within(index, () => this.#convert(item)));
  }

  #convertAlias(alias: Alias.Parsed): Json {
    const target = this.targets.get(alias) ?? this.#anchors.get(alias.source);
    if (target === undefined) {
      const name = `*${alias.source}`;
      this.#complain(
        alias,
        `has ${quote(name)}, which YAML takes for an alias of something above; put it in quotes`,
      );
      return null;
    }
    if (this.#followed.has(target) || isAround(target, alias)) {
      this.#complain(alias, `has the alias ${quote(`*${alias.source}`)} within what it stands for`);
      return null;
    }
    this.targets.set(alias, target);
    this.#followed.add(target);
    const value = this.#convert(target);
    this.#followed.delete(target);
    return value;
  }

  #convertScalar(node: Scalar.Parsed): Json {
    const { value, type } = node;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#complain(node, `is ${node.source}, which is not a number that JSON has`);
      return null;
    }
    if (typeof value === 'string' && type === 'PLAIN') this.#checkPlain(node, value);
    // The core schema knows these, and texts.
    return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value);
  }

  #checkPlain(node: ParsedNode, text: string): void {
    const curly = curlyAtStart.exec(text)?.[0];
    if (curly !== undefined) {
      // Who writes one writes all of them so.
      if (!this.#hasCurly) this.#complain(node, explainCurly(curly));
      this.#hasCurly = true;
    } else if (text.endsWith(','))
      this.#complain(node, 'ends with a comma; remove it, or put the value in quotes');
  }

  #convertMap(node: ParsedMap): Json {
    const entries = new Map<string, Json>();
    for (const pair of node.items) {
      const key = this.#readKey(pair);
      if (key === undefined) continue;
      this.#within(key, () => {
        if (entries.has(key))
          this.#report({
            steps: [...this.#steps],
            offset: pair.key.range[0],
            message: 'appears twice; merge the two',
          });
        if (pair.value === null || isNothing(pair.value))
          this.#checkLonely(pair.key, key, pair.value === null);
        entries.set(key, this.#convert(pair.value));
      });
    }
    return Object.fromEntries(entries);
  }

  #readKey({ key, value }: ParsedPair): string | undefined {
    if (yaml().isScalar(key) && key.value !== null) {
      const { value: content } = key;
      if (typeof content === 'string' && key.type === 'PLAIN') this.#checkPlain(key, content);
      if (content === '<<' && key.type === 'PLAIN')
        this.#complain(key, 'merges another mapping into this one, which is not read; write its settings');
      // 10 is a fine name in a reverse zone, and must not become 10 written in another way.
      return typeof content === 'string' ? content : this.#text.slice(key.range[0], key.range[1]);
    }
    if (key !== null && yaml().isAlias(key)) this.#convertAlias(key);
    else if (key === null || yaml().isScalar(key))
      this.#complain(key ?? value, 'has a value without a key before the colon');
    else this.#complain(key, 'has a list or a mapping as a key; write a text');
    return undefined;
  }

  /** A key that nothing follows, or nothing but a colon. */
  #checkLonely(node: ParsedNode, key: string, lacksColon: boolean): void {
    const colon = /^[\w.@*-]+:(?=[^\s:])/.exec(key)?.[0];
    if (!lacksColon) {
      if (key.endsWith(':'))
        this.#complain(
          node,
          `ends with a colon, which YAML takes for that of a key; write "${key}:" in quotes`,
        );
    } else if (colon !== undefined) this.#complain(node, `needs a space after the colon: "${colon} …"`);
    else this.#complain(node, 'has no value; write one behind a colon and a space');
  }

  #within<Value>(step: string | number, convert: () => Value): Value {
    this.#steps.push(step);
    const value = convert();
    this.#steps.pop();
    return value;
  }

  #complain(node: ParsedNode | null, message: string): void {
    this.#isBroken = true;
    const steps: Steps = [...this.#steps];
    this.#report({ steps, offset: node?.range[0] ?? 0, message });
  }
}

/** What a colon without anything behind it has for a value. */
function isNothing(node: ParsedNode): boolean {
  return yaml().isScalar(node) && node.value === null && node.range[0] === node.range[1];
}

function isAround(target: ParsedNode, { range }: Alias.Parsed): boolean {
  return target.range[0] <= range[0] && range[1] <= target.range[1];
}
