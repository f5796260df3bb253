// Domain names: text <-> wire form (RFC 1035 §3.1). Checked once; from then on the type says so.
// A Name is absolute, lower-case and uncompressed. Refuses to know zones and messages.

import type { ByteString } from '../base/byte-string.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { hideEscapes, printEscape, readEscapes, splitLabels } from './escapes.ts';
import { readPlainLabels } from './plain-labels.ts';

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
  | { readonly kind: 'bad-escape'; readonly label: string }
  | { readonly kind: 'not-ascii' };

/** RFC 1035 §3.1: the two high bits of the length octet mean something else, which leaves six. */
export const labelOctetsMax = 63;
/** RFC 1035 §3.1: a name in wire form, length octets and root included. */
export const nameOctetsMax = 255;

export const rootName = '\0' as Name;
export const apexOwner = '' as RelativeName;
const wildcardLabel = '\x01*';

/** How a label may be written. */
type LabelForm = 'host' | 'owner' | 'any';

/** A name of letters, digits, hyphens and underscores (RFC 1123 §2.1, RFC 8552), with or without its final dot. */
export function parseName(text: string): Result<Name, NameProblem> {
  return parseAbsolute(text, 'host');
}

/** The full name of an owner in one of our zones. */
export function parseAbsoluteOwner(text: string): Result<Name, NameProblem> {
  return parseAbsolute(text, 'owner');
}

function parseAbsolute(text: string, form: LabelForm): Result<Name, NameProblem> {
  if (text === '.') return succeed(rootName);
  const texts = splitLabels(text);
  if (texts.length > 1 && texts.at(-1) === '') texts.pop();
  return completeLabels(parseLabels(texts, form), rootName);
}

function completeLabels(labels: Result<RelativeName, NameProblem>, apex: Name): Result<Name, NameProblem> {
  if (!labels.ok) return labels;
  const octets = labels.value.length + apex.length;
  if (octets > nameOctetsMax) return fail({ kind: 'name-too-long', octets });
  return succeed(prependOwner(labels.value, apex));
}

/**
 * An owner relative to a zone; `@` is the apex. A leading `*` label makes a wildcard; elsewhere an asterisk is an octet like
 * any other (RFC 4592 §2.1.1). What is not made of letters, digits, hyphens and underscores is probably a slip, unless it is
 * escaped.
 */
export function parseOwner(text: string): Result<RelativeName, NameProblem> {
  return text === '@' ? succeed(apexOwner) : parseLabels(splitLabels(text), 'owner');
}

/** The reverse of `parseOwner`. */
export function printOwner(owner: RelativeName): string {
  return owner === apexOwner ? '@' : labelsOf(owner).map(printLabel).join('.');
}

/**
 * A name in a master file (RFC 1035 §5.1), made of any printable characters and escapes: `@` is the origin, and a name without
 * a final dot is relative to it.
 */
export function parseMasterName(
  text: string,
  origin: Name,
): Result<{ readonly name: Name; readonly isRelative: boolean }, NameProblem> {
  if (text === '@') return succeed({ name: origin, isRelative: true });
  if (text === '.') return succeed({ name: rootName, isRelative: false });
  const isPlainRelative = !text.endsWith('.');
  const plain = readPlainLabels(text, isPlainRelative ? text.length : text.length - 1);
  if (plain !== undefined) {
    const name = completeName(plain as RelativeName, isPlainRelative ? origin : rootName);
    if (name !== undefined) return succeed({ name, isRelative: isPlainRelative });
  }
  const texts = splitLabels(text);
  const isRelative = texts.length === 1 || texts.at(-1) !== '';
  if (!isRelative) texts.pop();
  const name = completeLabels(parseLabels(texts, 'any'), isRelative ? origin : rootName);
  return name.ok ? succeed({ name: name.value, isRelative }) : name;
}

function parseLabels(texts: readonly string[], form: LabelForm): Result<RelativeName, NameProblem> {
  if (texts.length === 1 && texts[0] === '') return fail({ kind: 'empty' });
  let wire = '';
  for (const text of texts) {
    if (text === '') return fail({ kind: 'empty-label' });
    const problem = checkLabel(text, form);
    if (problem !== undefined) return fail(problem);
    const label = readEscapes(text);
    if (label === undefined) return fail({ kind: 'bad-escape', label: text });
    if (label.length > labelOctetsMax) return fail({ kind: 'label-too-long', label: text });
    wire += String.fromCharCode(label.length) + lowerCase(label);
  }
  return succeed(wire as RelativeName);
}

/** What must not stand in a label of that form. */
const strangers: Readonly<Record<LabelForm, RegExp>> = {
  host: /[^A-Za-z0-9_-]/u,
  owner: /[^A-Za-z0-9_*-]/u,
  any: /[^!-~]/u,
};

function checkLabel(label: string, form: LabelForm): NameProblem | undefined {
  if (form === 'host' && label.includes('*')) return { kind: 'misplaced-asterisk' };
  const plain = form === 'host' ? label : hideEscapes(label);
  // A lone backslash at the end is left for readEscapes.
  const bad = strangers[form].exec(form === 'owner' ? plain.replace(/\\$/, 'x') : plain);
  if (bad !== null) {
    const character = bad[0];
    const isAscii = character.charCodeAt(0) < 0x80;
    return isAscii ? { kind: 'bad-character', label, character } : { kind: 'not-ascii' };
  }
  const hasHyphenAtEdge = plain.startsWith('-') || plain.endsWith('-');
  return form !== 'any' && hasHyphenAtEdge ? { kind: 'hyphen-at-edge', label } : undefined;
}

/** Of ASCII only (RFC 4343): the octets beyond it are no letters. */
function lowerCase(label: ByteString): string {
  return /[\x80-\xff]/.test(label)
    ? label.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : label.toLowerCase();
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

/** With its final dot; what it prints, every function here that parses absolute names reads as the same name. */
export function printName(name: Name): string {
  if (name === rootName) return '.';
  return labelsOf(name)
    .map((label) => `${printLabel(label)}.`)
    .join('');
}

/**
 * Octets other than letters, digits, `_`, `*` and inner hyphens are escaped (RFC 1035 §5.1): `parseOwner` takes a plain
 * hyphen at an edge for a slip.
 */
function printLabel(label: string): string {
  if (/^\w(?:[\w-]*\w)?$/.test(label)) return label;
  return label.replace(/^-|-$|[^\w*-]/g, (octet) => printEscape(octet.charCodeAt(0)));
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

/** The lowest name at or above this one that is wanted: of zones within zones the innermost. */
export function findAtOrAbove(name: Name, isWanted: (above: Name) => boolean): Name | undefined {
  for (let above: Name | undefined = name; above !== undefined; above = parentOf(above))
    if (isWanted(above)) return above;
  return undefined;
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
