// Names to ask zones for: all that exist, their relatives, and random ones inside and outside.

import { labelsOf, type Name, nameOctetsMax, parentOf, rootName } from '../../../src/wire/name.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import type { SeededRandom } from '../seeded-random.ts';

const manyLabelsMin = 10;

export function generateQuestions(zones: readonly Zone[], random: SeededRandom): Name[] {
  const questions = new Set<string>([rootName]);
  for (const zone of zones) {
    for (const name of zone.nodes.names()) {
      const parent = parentOf(name) ?? rootName;
      questions.add(name);
      // A name of a hundred labels has a hundred similar empty ones above it: a few are enough.
      const isEmpty = zone.nodes.get(name)?.length === 0;
      if (isEmpty && labelsOf(name).length > manyLabelsMin && random.chance(0.8)) continue;
      questions.add(parent);
      questions.add(`\x01x${name}`);
      questions.add(`\x01*${name}`);
      questions.add(randomLabels(random, 1 + random.below(3)) + name);
      questions.add(randomLabels(random, 1) + parent);
      // Looks like the name, but its first label is longer.
      questions.add(`${String.fromCharCode(name.charCodeAt(0) + 1)}x${name.slice(1)}`);
    }
    for (let i = 0; i < 10; i++) questions.add(randomLabels(random, 1 + random.below(6)) + zone.apex);
    questions.add(manyLabels(zone.apex));
    // Ends like the zone's name as text, but not in labels.
    questions.add(`${zone.apex.slice(0, -1)}\x04test\0`);
  }
  for (let i = 0; i < 20; i++) questions.add(`${randomLabels(random, random.below(5))}\0`);
  return [...questions].filter(isName);
}

/** One label more than anything that exists, each as short as possible. */
function manyLabels(apex: Name): string {
  return '\x01z'.repeat(Math.floor((nameOctetsMax - apex.length) / 2)) + apex;
}

/** Labels of any octets, including dots, zeros and high bits; letters in lower case, as in a Name. */
function randomLabels(random: SeededRandom, count: number): string {
  let labels = '';
  for (let i = 0; i < count; i++) {
    const length = random.chance(0.1) ? 63 : 1 + random.below(5);
    const octets = random
      .octets(length)
      .map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet));
    labels += String.fromCharCode(length) + Buffer.from(octets).toString('latin1');
  }
  return labels;
}

/** Some of the combinations above are too long. */
function isName(text: string): text is Name {
  if (text.length > nameOctetsMax || !text.endsWith('\0')) return false;
  const labels = labelsOf(text as Name);
  return (
    labels.every((label) => label.length <= 63) &&
    labels.reduce((octets, label) => octets + 1 + label.length, 1) === text.length
  );
}
