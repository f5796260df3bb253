// docs/records.md: every example is a good configuration, the master file makes the zone, and the table has every field.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { bindingKeys } from '../../src/config/names/read-bindings.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { configOf, findingsOf } from '../support/daemon/read-findings.ts';
import { ownerOf } from '../support/dns/make-zone.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/records.md'), 'utf8');
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);
const path = join(makeTemporaryDirectory(), 'example.com.zone');

describe('docs/records.md', () => {
  before(() => writeFileSync(path, /```\n(\$TTL[\s\S]*?)```/.exec(text)?.[1] ?? ''));

  it('has examples', () => expect(examples.length).to.equal(4));

  for (const [index, names] of examples.entries()) {
    it(`has a good example ${index + 1}`, () => {
      expect(findingsOf({ 'hosted-zone': 'example.com', 'zone-resolutions': names })).to.deep.equal([]);
    });
  }

  it('has a good master file, with the names beside it', () => {
    const given = { 'hosted-zone': 'example.com', records: path, 'zone-resolutions': examples[0] };
    const { warnings, records, nameServers, timing } = configOf({ ...given, ns: undefined });
    expect(warnings).to.deep.equal([]);
    expect(nameServers.length).to.equal(2);
    expect(timing.minimumSeconds).to.equal(300);
    expect(records.get(ownerOf('shop'))?.map(({ type }) => type)).to.deep.equal([RecordType.CNAME]);
  });

  it('knows every field of a binding', () => {
    const table = text.slice(text.indexOf('| field | default |')).split('\n\n')[0] ?? '';
    const fields = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(fields).to.have.members([...bindingKeys]);
  });
});
