// docs/configuration.md: its table has every flag and variable, and nothing else.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { flags } from '../../src/config/sources/flags.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `--'));

describe('the table of docs/configuration.md', () => {
  it('has every flag, once', () => {
    const listed = rows.flatMap((row) => row.split(' | ')[0]?.match(/--[a-z0-9-]+/g) ?? []);
    expect(listed).to.have.members(flags.map(({ name }) => `--${name}`));
  });

  it('names the variables that older images have', () => {
    for (const { name, legacyVariable } of flags) {
      if (legacyVariable === undefined) continue;
      const row = rows.find((each) => each.startsWith(`| \`--${name}\``)) ?? '';
      expect(row.split(' | ').at(-1), name).to.contain(`\`${legacyVariable}\``);
    }
  });
});
