// What a server says of itself in class CH (RFC 4892): its name and its version, as far as the operator tells them. Nothing
// else is in that class. Allocates nothing; refuses to know clients.

import {
  fixedRecordOctets,
  headerOctets,
  pointerFlags,
  pointerOctets,
  writeUint16,
} from '../../wire/message-format.ts';
import { RecordClass, RecordType } from '../../wire/protocol.ts';
import type { ServingPolicy } from '../policy.ts';
import type { QueryView } from '../query/query-view.ts';
import { copyOctets } from './copy-answer.ts';

// Those of RFC 4892 and those that BIND had before; tools ask for either.
const idNames = [encode('id', 'server'), encode('hostname', 'bind')];
const versionNames = [encode('version', 'server'), encode('version', 'bind')];

function encode(...labels: readonly string[]): Uint8Array {
  return Uint8Array.from([...labels.flatMap((label) => [label.length, ...Buffer.from(label)]), 0]);
}

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { TXT, ANY } = RecordType;
const { CH } = RecordClass;
const questionPointer: number = pointerFlags | headerOctets;
/** A pointer to the question's name, and the length of the text. */
const headOctets: number = pointerOctets + fixedRecordOctets + 1;

/** `nothing told`: the operator has not said what; `unknown`: nobody could. */
export type OwnText = Uint8Array | 'nothing told' | 'unknown';

/** For a question of class CH. */
export function findOwnText(query: QueryView, { serverId, serverVersion }: ServingPolicy): OwnText {
  if (query.type !== TXT && query.type !== ANY) return 'unknown';
  if (isAmong(idNames, query)) return serverId ?? 'nothing told';
  if (isAmong(versionNames, query)) return serverVersion ?? 'nothing told';
  return 'unknown';
}

function isAmong(names: readonly Uint8Array[], query: QueryView): boolean {
  for (let i = 0; i < names.length; i++) if (isNamed(query, names[i] as Uint8Array)) return true;
  return false;
}

function isNamed({ name, nameOctets }: QueryView, sought: Uint8Array): boolean {
  if (nameOctets !== sought.length) return false;
  for (let i = 0; i < nameOctets; i++) if (name[i] !== sought[i]) return false;
  return true;
}

export function ownTextOctets(text: Uint8Array): number {
  return headOctets + text.length;
}

/** A TXT record under the name that was asked for, with a TTL of 0: for nobody to keep. Returns its end. */
export function writeOwnText(text: Uint8Array, octets: Uint8Array, at: number): number {
  writeUint16(octets, at, questionPointer);
  writeUint16(octets, at + 2, TXT);
  writeUint16(octets, at + 4, CH);
  writeUint16(octets, at + 6, 0);
  writeUint16(octets, at + 8, 0);
  writeUint16(octets, at + 10, text.length + 1);
  octets[at + 12] = text.length;
  copyOctets(text, 0, text.length, octets, at + headOctets);
  return at + headOctets + text.length;
}
