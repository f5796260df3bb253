// Which processor does what: the server has one to itself, the generator and this program share the other.

import { availableParallelism } from 'node:os';

const serverCore = '0';
const generatorCore = '1';

export const hasTwoCores: boolean = availableParallelism() >= 2;

export function onServerCore(words: readonly string[]): string[] {
  return ['taskset', '-c', serverCore, ...words];
}

export function onGeneratorCore(words: readonly string[]): string[] {
  return ['taskset', '-c', generatorCore, ...words];
}
