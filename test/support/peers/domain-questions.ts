// Questions about a whole domain: every name that exists with every type, and what is beside and below each name with the
// types that matter there; each with and without DO.

import { RecordType } from '../../../src/wire/protocol.ts';
import { ownersOf, prepend, readName, splitName, suffixesOf } from './domain-names.ts';
import type { WholeDomain } from './whole-domain.ts';

export interface DomainQuestion {
  /** Lower-cased wire form as Latin-1 text. */
  readonly name: string;
  readonly type: number;
  readonly dnssecOk: boolean;
}

const metaTypes: readonly number[] = [
  RecordType.OPT,
  RecordType.TKEY,
  RecordType.TSIG,
  RecordType.IXFR,
  RecordType.AXFR,
  RecordType.MAILB,
  RecordType.MAILA,
  // Of unsigned zones; signed ones are asked elsewhere.
  RecordType.RRSIG,
];
/** The last is nobody's. */
const allTypes = [...Object.values(RecordType).filter((type) => !metaTypes.includes(type)), 65_280, 65_281];
const { A, AAAA, NS, SOA, CNAME, DNAME, MX, TXT, DS, SRV, HTTPS, ANY, CAA } = RecordType;
const someTypes = [A, AAAA, NS, SOA, CNAME, DNAME, MX, TXT, DS, SRV, HTTPS, ANY, CAA, 65_280];
const fewTypes = [A, MX, CNAME, DS, 65_281];

export function questionsAbout({ zones }: WholeDomain): DomainQuestion[] {
  const apexes = zones.map(({ apex }) => readName('@', apex));
  const isOurs = (name: string) => apexes.some((apex) => name.endsWith(apex));
  const existing = new Set(zones.flatMap((zone) => [...ownersOf(zone)].flatMap(suffixesOf)).filter(isOurs));
  const beside = new Set<string>();
  const below = new Set<string>();
  for (const name of existing) {
    const [label = ''] = splitName(name);
    const parent = name.slice(1 + label.length);
    if (isOurs(parent)) for (const other of siblingsOf(label)) beside.add(prepend(other, parent));
    beside.add(prepend('x', name));
    below.add(prepend('*', name));
    below.add(prepend('a', prepend('b', name)));
  }
  // The redirection makes a name of more than 255 octets of it.
  const tooLong = `${`\x3f${'q'.repeat(63)}`.repeat(2)}${readName('too-long', zones[0]?.apex ?? '')}`;
  beside.add(tooLong);
  for (const outside of ['test.', 'elsewhere.example.', 'wholes.test.', '.'])
    beside.add(readName(outside, ''));
  const asked = [
    ...withTypes(existing, allTypes),
    ...withTypes(without(beside, existing), someTypes),
    ...withTypes(without(below, existing, beside), fewTypes),
  ];
  return asked.flatMap((question) => [
    { ...question, dnssecOk: false },
    { ...question, dnssecOk: true },
  ]);
}

/** Just before and behind a label in canonical order, and one that is not near. */
function siblingsOf(label: string): string[] {
  const shortened = label.length > 1 ? [label.slice(0, -1)] : [];
  const longer = label.length < 63 ? [`${label}\0`] : [];
  return [...shortened, ...longer, 'absent'];
}

function without(names: Set<string>, ...others: Set<string>[]): string[] {
  return [...names].filter((name) => name.length <= 255 && !others.some((other) => other.has(name)));
}

function withTypes(names: Iterable<string>, types: readonly number[]) {
  return [...names].flatMap((name) => types.map((type) => ({ name, type })));
}

/** As large as servers take it over UDP by default (the DNS flag day of 2020). */
const payload = 1232;

export function writeQuestion({ name, type, dnssecOk }: DomainQuestion): Buffer {
  const wire = Buffer.from(name, 'latin1');
  const message = Buffer.alloc(12 + wire.length + 4 + 11);
  message.writeUInt16BE(1, 4);
  message.writeUInt16BE(1, 10);
  wire.copy(message, 12);
  let at = 12 + wire.length;
  at = message.writeUInt16BE(type, at);
  at = message.writeUInt16BE(1, at);
  at = message.writeUInt8(0, at);
  at = message.writeUInt16BE(RecordType.OPT, at);
  at = message.writeUInt16BE(payload, at);
  message.writeUInt8(dnssecOk ? 0x80 : 0, at + 2);
  return message;
}
