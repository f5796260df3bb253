// The chain in an answer section, from the name asked for to where it ends: CNAMEs, and DNAMEs with the CNAMEs made of them.

import { RecordType } from '../../../src/wire/protocol.ts';
import { suffixesOf } from './domain-names.ts';
import type { Outcome, SaidRecord } from './read-outcome.ts';

export interface Chain {
  /** The CNAME and DNAME records, in order. */
  readonly links: readonly SaidRecord[];
  /** The name asked for and those that follow. */
  readonly names: readonly string[];
  readonly end: string;
  /** Leads back to a name of its own. */
  readonly isLoop: boolean;
  /** The records at the end. */
  readonly rest: readonly SaidRecord[];
}

const { CNAME, DNAME } = RecordType;

export function followChain(name: string, type: number, { answer }: Outcome): Chain {
  const records = [...answer.values()];
  const names = [name];
  const links: SaidRecord[] = [];
  let end = name;
  let isLoop = false;
  while (type !== CNAME && !isLoop) {
    const alias = records.find((record) => record.type === CNAME && record.owner === end);
    if (alias === undefined) break;
    const redirection = records.find(
      (record) => record.type === DNAME && end !== record.owner && suffixesOf(end).includes(record.owner),
    );
    if (redirection !== undefined) links.push(redirection);
    links.push(alias);
    end = alias.data;
    isLoop = names.includes(end);
    names.push(end);
  }
  return { links, names, end, isLoop, rest: records.filter((record) => !links.includes(record)) };
}
