// Questions about the zones as a whole.

import { expect } from 'chai';
import { ZoneSet } from '../../../src/config/names/zone-set.ts';
import { nameOf } from '../../support/dns/make-zone.ts';

describe('ZoneSet', () => {
  const zones = new ZoneSet(nameOf('example.test'), [nameOf('a.longer.example'), nameOf('lan')]);

  it('finds the zone that a name is in', () => {
    expect(zones.findAbove(nameOf('www.example.test'))).to.equal(nameOf('example.test'));
    expect(zones.findAbove(nameOf('lan'))).to.equal(nameOf('lan'));
    expect(zones.findAbove(nameOf('longer.example'))).to.equal(undefined);
    expect(zones.findAbove(nameOf('xexample.test'))).to.equal(undefined);
  });

  it('knows the longest of them', () => {
    expect(zones.longest).to.equal(nameOf('a.longer.example'));
    expect(new ZoneSet(undefined, []).longest).to.equal(undefined);
  });

  const relatives: readonly (readonly [string, string])[] = [
    ['www.example.test.', '; write "www"'],
    ['WWW.Example.Test.', '; write "WWW"'],
    ['example.test.', '; write "@"'],
    ['a.b.lan.', '; write "a.b"'],
    ['www.example.net.', ''],
    ['.', ''],
  ];
  for (const [absolute, hint] of relatives) {
    it(`suggests ${hint === '' ? 'nothing' : hint.slice(2)} for ${absolute}`, () =>
      expect(zones.suggestRelative(absolute)).to.equal(hint));
  }

  it('does not search a megabyte of dots', () => {
    expect(zones.suggestRelative(`${'.'.repeat(1_000_000)}example.test.`)).to.match(/^; write /);
    expect(zones.suggestRelative('.'.repeat(1_000_000))).to.equal('');
  });
});
