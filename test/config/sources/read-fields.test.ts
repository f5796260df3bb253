// The settings of an object: what each may be, and what is said when it is not.

import { expect } from 'chai';
import type { JsonObject } from '../../../src/base/parse-json.ts';
import { Findings, findingsMax } from '../../../src/config/findings/finding.ts';
import { FieldReader } from '../../../src/config/sources/read-fields.ts';

const range = { min: 1, max: 9, isWhole: true, noun: 'whole number' };

function fieldsOf(object: JsonObject) {
  const findings = new Findings();
  const fields = new FieldReader('www', object, findings);
  return { fields, messages: () => findings.all.map(({ path, message }) => `${path}: ${message}`) };
}

describe('FieldReader', () => {
  it('reads settings of every kind', () => {
    const object = {
      count: 3,
      word: 'b',
      on: false,
      text: 'abc',
      address: ' 2001:DB8::1 ',
      inner: { count: 4 },
    };
    const { fields, messages } = fieldsOf(object);
    expect(fields.number('count', range)).to.equal(3);
    expect(fields.word('word', ['a', 'b'])).to.equal('b');
    expect(fields.isOn('on')).to.equal(false);
    expect(fields.text('text', /^abc$/, 'abc')).to.equal('abc');
    expect(fields.address('address')?.text).to.equal('2001:db8::1');
    expect(fields.within('inner')?.number('count', range)).to.equal(4);
    expect(messages()).to.deep.equal([]);
  });

  it('has nothing, and nothing to say, of settings that are absent', () => {
    const { fields, messages } = fieldsOf({});
    expect([
      fields.has('constructor'),
      fields.number('count', range),
      fields.word('word', ['a']),
      fields.isOn('on'),
      fields.text('text', /./, 'a text'),
      fields.address('address'),
      fields.within('inner'),
    ]).to.deep.equal([false, ...Array<undefined>(6).fill(undefined)]);
    expect(messages()).to.deep.equal([]);
  });

  const bad: readonly (readonly [JsonObject, (fields: FieldReader) => unknown, string])[] = [
    [
      { count: 10 },
      (fields) => fields.number('count', range),
      'www.count: is 10; write a whole number from 1 to 9, without quotes',
    ],
    [
      { count: 1.5 },
      (fields) => fields.number('count', range),
      'www.count: is 1.5; write a whole number from 1 to 9, without quotes',
    ],
    [
      { count: '3' },
      (fields) => fields.number('count', range),
      'www.count: is "3"; write a whole number from 1 to 9, without quotes',
    ],
    [
      {},
      (fields) => fields.requiredNumber('count', range),
      'www.count: is missing; write a whole number from 1 to 9, without quotes',
    ],
    [
      { word: 'emty' },
      (fields) => fields.word('word', ['empty', 'all']),
      'www.word: is "emty"; write one of "empty", "all"; did you mean "empty"?',
    ],
    [{ on: 'yes' }, (fields) => fields.isOn('on'), 'www.on: is "yes"; write true or false'],
    [{ text: 'x' }, (fields) => fields.text('text', /^abc$/, 'abc'), 'www.text: is "x"; write abc'],
    [{ ip: 'x' }, (fields) => fields.address('ip'), 'www.ip: "x" is not an IPv4 or IPv6 address'],
    [{ inner: [] }, (fields) => fields.within('inner'), 'www.inner: is an array; write an object'],
    [
      { prot: 1 },
      (fields) => fields.refuseOthers(['port'], ' in tcp checks'),
      'www.prot: there is no such setting in tcp checks; did you mean "port"?',
    ],
  ];
  for (const [object, read, message] of bad) {
    it(`says "${message}"`, () => {
      const { fields, messages } = fieldsOf(object);
      expect(read(fields)).to.equal(undefined);
      expect(messages()).to.deep.equal([message]);
    });
  }

  it('does not say that a misspelt setting is missing as well', () => {
    const { fields, messages } = fieldsOf({ prot: 1 });
    fields.refuseOthers(['port']);
    expect(fields.isMeant('port')).to.equal(true);
    fields.requiredNumber('port', range);
    expect(messages()).to.deep.equal(['www.prot: there is no such setting; did you mean "port"?']);
  });

  it('stops guessing once there are more errors than are shown', () => {
    const object = Object.fromEntries(
      Array.from({ length: findingsMax + 1 }, (_, index) => [`prot${index}`, 1]),
    );
    const { fields } = fieldsOf({ ...object, prot: 1 });
    fields.refuseOthers(['port']);
    expect(fields.isMeant('port')).to.equal(false);
  });
});
