// Domain names: text <-> wire form (RFC 1035 §3.1). Checked once; from then on the type says so.
// A Name is absolute, lower-case and uncompressed. Refuses to know zones and messages.

import type { ByteString } from '../base/byte-string.ts';
import { fail, type Result, succeed } from '../base/result.ts';

/** An absolute name in wire form: labels, each behind its length, then the zero octet of the root. */
export type Name = ByteString & { readonly isName: true };

/** Labels in wire form without the root's zero octet; a zone's name completes them. May be empty. */
export type RelativeName = ByteString & { readonly isRelativeName: true };

export type NameProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'empty-label' }
  | { readonly kind: 'label-too-long'; readonly label: string }
  | { readonly kind: 'name-too-long'; readonly octets: number }
  | { readonly kind: 'bad-character'; readonly label: string; readonly character: string }
  | { readonly kind: 'hyphen-at-edge'; readonly label: string }
  | { readonly kind: 'misplaced-asterisk' }
  | { readonly kind: 'not-ascii' };

/** RFC 1035 §3.1: the two high bits of the length octet mean something else, which leaves six. */
export const labelOctetsMax = 63;
/** RFC 1035 §3.1: a name in wire form, length octets and root included. */
export const nameOctetsMax = 255;

export const rootName = '\0' as Name;
export const apexOwner = '' as RelativeName;
const wildcardLabel = '\x01*';

/** A name of letters, digits, hyphens and underscores (RFC 1123 §2.1, RFC 8552), with or without its final dot. */
export function parseName(text: string): Result<Name, NameProblem> {
  return parseAbsolute(text, false);
}

/** The same with `*` labels: the full name of an owner in one of our zones. */
export function parseAbsoluteOwner(text: string): Result<Name, NameProblem> {
  return parseAbsolute(text, true);
}

function parseAbsolute(text: string, allowAsterisk: boolean): Result<Name, NameProblem> {
  if (text === '.') return succeed(rootName);
  const labels = parseLabels(text.endsWith('.') ? text.slice(0, -1) : text, allowAsterisk);
  if (!labels.ok) return labels;
  const octets = labels.value.length + 1;
  if (octets > nameOctetsMax) return fail({ kind: 'name-too-long', octets });
  return succeed(`${labels.value}\0` as Name);
}

/**
 * An owner relative to a zone; `@` is the apex. A leading `*` label makes a wildcard, elsewhere it is a label like any
 * other (RFC 4592 §2.1.1).
 */
export function parseOwner(text: string): Result<RelativeName, NameProblem> {
  return text === '@' ? succeed(apexOwner) : parseLabels(text, true);
}

/** The reverse of `parseOwner`. */
export function printOwner(owner: RelativeName): string {
  return owner === apexOwner ? '@' : labelsOf(owner).join('.');
}

function parseLabels(text: string, allowAsterisk: boolean): Result<RelativeName, NameProblem> {
  if (text === '') return fail({ kind: 'empty' });
  let wire = '';
  for (const label of text.split('.')) {
    if (label === '') return fail({ kind: 'empty-label' });
    if (label.includes('*')) {
      if (!allowAsterisk || label !== '*') return fail({ kind: 'misplaced-asterisk' });
      wire += wildcardLabel;
      continue;
    }
    const problem = checkLabel(label);
    if (problem !== undefined) return fail(problem);
    wire += String.fromCharCode(label.length) + label.toLowerCase();
  }
  return succeed(wire as RelativeName);
}

function checkLabel(label: string): NameProblem | undefined {
  const bad = /[^A-Za-z0-9_-]/u.exec(label);
  if (bad !== null) {
    const character = bad[0];
    const isAscii = character.charCodeAt(0) < 0x80;
    return isAscii ? { kind: 'bad-character', label, character } : { kind: 'not-ascii' };
  }
  if (label.length > labelOctetsMax) return { kind: 'label-too-long', label };
  if (label.startsWith('-') || label.endsWith('-')) return { kind: 'hyphen-at-edge', label };
  return undefined;
}

/** The owner's absolute name in the zone; nothing when it would be longer than 255 octets. */
export function completeName(owner: RelativeName, apex: Name): Name | undefined {
  const whole = prependOwner(owner, apex);
  return whole.length <= nameOctetsMax ? whole : undefined;
}

/** The reverse of `completeName`, for a name at or below the apex. */
export function relativeTo(apex: Name, name: Name): RelativeName {
  return name.slice(0, name.length - apex.length) as string as RelativeName;
}

/** With its final dot. Octets other than letters, digits, `-`, `_` and `*` are escaped (RFC 1035 §5.1). */
export function printName(name: Name): string {
  if (name === rootName) return '.';
  let text = '';
  for (const label of labelsOf(name)) {
    for (let i = 0; i < label.length; i++) {
      const code = label.charCodeAt(i);
      const character = label.charAt(i);
      text += /[A-Za-z0-9_*-]/.test(character) ? character : `\\${String(code).padStart(3, '0')}`;
    }
    text += '.';
  }
  return text;
}

/** The labels from left to right, without length octets and root. */
export function labelsOf(name: Name | RelativeName): string[] {
  const labels: string[] = [];
  for (let at = 0; at < name.length; ) {
    const length = name.charCodeAt(at);
    if (length === 0) break;
    labels.push(name.slice(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels;
}

/** The name without its first label; the root has no parent. */
export function parentOf(name: Name): Name | undefined {
  return name === rootName ? undefined : (name.slice(1 + name.charCodeAt(0)) as Name);
}

/** `_http._tcp` in front of `www`: `_http._tcp.www`. The caller makes sure that it is not too long. */
export function prependOwner<AnyName extends Name | RelativeName>(
  owner: RelativeName,
  name: AnyName,
): AnyName {
  return (owner + name) as AnyName;
}

/** The name with one more label in front. */
export function prependLabel<AnyName extends Name | RelativeName>(label: string, name: AnyName): AnyName {
  return (String.fromCharCode(label.length) + label + name) as AnyName;
}

/** The owners above this one, up to the apex. */
export function* ownersAbove(owner: RelativeName): Generator<RelativeName> {
  for (let above = owner; above !== apexOwner; ) {
    above = above.slice(1 + above.charCodeAt(0)) as RelativeName;
    yield above;
  }
}

export function isAtOrBelow(name: Name, ancestor: Name): boolean {
  let candidate: Name | undefined = name;
  while (candidate !== undefined && candidate.length >= ancestor.length) {
    if (candidate === ancestor) return true;
    candidate = parentOf(candidate);
  }
  return false;
}

export function isWildcard(name: Name | RelativeName): boolean {
  return name.startsWith(wildcardLabel);
}

/** The name with a `*` label in front: the source of synthesis for absent names below it (RFC 4592 §3.3.1). */
export function wildcardBelow<AnyName extends Name | RelativeName>(name: AnyName): AnyName {
  return prependLabel('*', name);
}

/** In the canonical order of RFC 4034 §6.1. Each name is split once, not once per comparison. */
export function sortNames(names: Iterable<Name>): Name[] {
  const keyed = Array.from(names, (name) => ({ name, key: sortKeyOf(name) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ name }) => name);
}

/** Labels from the right, each ended by an octet lower than any in it: octets 0 and 1 are written as two. */
export function sortKeyOf(name: Name | RelativeName): ByteString {
  const labels = labelsOf(name).reverse();
  // Joined in one go: with a hundred thousand names of a hundred labels, partial strings would be most of the garbage.
  const plain = labels.some(hasLowOctet) ? labels.map(escapeLowOctets) : labels;
  return (plain.length === 0 ? '' : `${plain.join('\0')}\0`) as ByteString;
}

function hasLowOctet(label: string): boolean {
  return label.includes('\0') || label.includes('\x01');
}

function escapeLowOctets(label: string): string {
  return label.replaceAll('\x01', '\x01\x01').replaceAll('\0', '\x01\0');
}
