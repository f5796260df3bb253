// `healthy-dns complete-words`: what the completion of shells asks.

import { liveWords } from '../asking/live-words.ts';
import { defineCommand } from './command.ts';
import { controlFlags } from './flags-taken.ts';

export const completeWordsCommand = defineCommand({
  name: 'complete-words',
  describe: 'Print what the running daemon knows and a word may become, one a line',
  isHidden: true,
  operands: {
    kind: { describe: 'What is wanted', values: liveWords },
    beginning: { describe: 'What has been typed of the word', isOptional: true },
  },
  flags: controlFlags,
  async load() {
    const { completeWords } = await import('../asking/complete-words.ts');
    return ({ operands, commandLine, environment }) =>
      completeWords(operands.kind, operands.beginning ?? '', commandLine, environment);
  },
});
