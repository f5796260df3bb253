// The table of flags is consistent: everything else is made from it.

import { expect } from 'chai';
import { flags, variableOf } from '../../../src/config/sources/flags.ts';

describe('flags', () => {
  it('have unique names in kebab-case, and unique variables', () => {
    const names = flags.map(({ name }) => name);
    expect(new Set(names)).to.have.property('size', names.length);
    for (const name of names) expect(name).to.match(/^[a-z]+\d?(-[a-z]+\d?)*$/);
    const variables = flags.flatMap(({ name, legacyVariable = [] }) =>
      [variableOf(name), legacyVariable].flat(),
    );
    expect(new Set(variables)).to.have.property('size', variables.length);
  });

  it('are either required or have a default', () => {
    for (const flag of flags)
      expect(flag.isRequired === true, flag.name).to.equal(flag.default === undefined);
  });

  it('have variables that are derived from their names', () => {
    expect(variableOf('test-min-interval')).to.equal('HEALTHY_DNS_TEST_MIN_INTERVAL');
  });
});
