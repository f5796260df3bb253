// docs/records.md: every example is a good configuration, and the table has every field.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { bindingKeys } from '../../src/config/names/read-bindings.ts';
import { findingsOf } from '../support/daemon/read-findings.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/records.md'), 'utf8');
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);

describe('docs/records.md', () => {
  it('has examples', () => expect(examples.length).to.equal(3));

  for (const [index, names] of examples.entries()) {
    it(`has a good example ${index + 1}`, () => {
      expect(findingsOf({ 'hosted-zone': 'example.com', 'zone-resolutions': names })).to.deep.equal([]);
    });
  }

  it('knows every field of a binding', () => {
    const table = text.slice(text.indexOf('| field | default |')).split('\n\n')[0] ?? '';
    const fields = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(fields).to.have.members([...bindingKeys]);
  });
});
