// docs/health.md: its first example is printed by `check` as the page says.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { printShortages } from '../../src/bin/print-shortages.ts';
import { parseName } from '../../src/wire/name.ts';
import { configOf } from '../support/read-findings.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/health.md'), 'utf8');

describe('docs/health.md', () => {
  it('says what is printed of names that may have too little', () => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    const [, printed = ''] = /```\n(; [\s\S]*?)```/.exec(text) ?? [];
    const apex = parseName('example.com');
    if (!apex.ok) throw new Error('example.com is a name');
    const { content } = configOf({ 'hosted-zone': 'example.com', 'zone-resolutions': json });
    expect(printShortages(content?.resolutions ?? [], apex.value)).to.equal(printed);
  });
});
