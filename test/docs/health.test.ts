// docs/health.md: its examples are valid configurations, and its tables have every setting.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { printShortages } from '../../src/bin/checking/print-shortages.ts';
import { addressKeys } from '../../src/config/names/read-addresses.ts';
import { allDownWords } from '../../src/config/names/read-all-down.ts';
import {
  checkTypes,
  commonKeys,
  compositionKeys,
  tlsKeys,
  tlsSettingKeys,
} from '../../src/config/names/read-check.ts';
import { entryKeys } from '../../src/config/names/read-entry.ts';
import { httpKeys } from '../../src/config/names/read-http.ts';
import { configOf, findingsOf } from '../support/daemon/read-findings.ts';
import { nameOf } from '../support/dns/make-zone.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/health.md'), 'utf8');
const examples = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
/** The first cells of rows, without their backquotes. */
const rows = [...page.matchAll(/^\| `([^`|]+)` \|/gm)].map((match) => match[1] ?? '');

describe('docs/health.md', () => {
  it('has examples', () => expect(examples).to.have.length.above(2));

  for (const [index, example] of examples.entries()) {
    it(`has an example (${index + 1}) without findings`, () => {
      expect(findingsOf({ 'zone-resolutions': example })).to.deep.equal([]);
      expect(configOf({ 'zone-resolutions': example }).resolutions).to.have.length.above(0);
    });
  }

  for (const key of [...entryKeys, ...commonKeys, ...httpKeys, ...tlsKeys, ...compositionKeys]) {
    it(`has a row for "${key}"`, () => expect(rows).to.include(key));
  }

  it('shows what `check` prints for its first example', () => {
    const [, printed = ''] = /```\n(; [\s\S]*?)```/.exec(page) ?? [];
    const { resolutions } = configOf({ 'zone-resolutions': examples[0] ?? '' });
    expect(printShortages(resolutions, nameOf('example.com'))).to.equal(printed);
  });

  for (const word of allDownWords) {
    it(`has a row for "${word}"`, () => expect(rows).to.include(`"${word}"`));
  }

  for (const word of [...checkTypes, ...tlsSettingKeys, ...addressKeys]) {
    it(`mentions "${word}"`, () => expect(page).to.match(new RegExp(`[\`"]${word}[\`"]`)));
  }
});
