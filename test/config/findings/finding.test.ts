// Findings are collected in order, up to a bound.

import { expect } from 'chai';
import { Findings, findingsMax, printFinding } from '../../../src/config/findings/finding.ts';

describe('Findings', () => {
  let findings: Findings;
  beforeEach(() => {
    findings = new Findings();
  });
  const printed = () => findings.all.map(printFinding);

  it('keep their order, errors and warnings mixed', () => {
    findings.warn('a', '1');
    findings.error('b', '2');
    findings.warn('c', '3');
    expect(printed()).to.deep.equal(['warning: a: 1', 'error: b: 2', 'warning: c: 3']);
    expect(findings.count).to.equal(3);
  });

  it('are as many as anybody reads, then a number', () => {
    for (let index = 0; index < findingsMax; index++) findings.error('a', String(index));
    expect(findings.all).to.have.length(findingsMax);
    findings.error('a', 'one too many');
    expect(printed().at(-1)).to.equal('error: configuration: has 1 more error; fix those above first');
    for (let index = 1; index < 1000; index++) findings.error('a', 'another');
    findings.warn('w', 'of another kind');
    expect(findings.all).to.have.length(findingsMax + 2);
    expect(printed().at(-2)).to.equal('warning: w: of another kind');
    expect(printed().at(-1)).to.equal('error: configuration: has 1000 more errors; fix those above first');
    expect(findings.count).to.equal(findingsMax + 1001);
  });

  it('bound warnings of either kind, which does not make an error', () => {
    for (let index = 0; index < 1000; index++) {
      findings.warn('a', String(index));
      findings.warnIfSound('b', String(index));
    }
    expect(findings.all).to.have.length(2 * findingsMax + 1);
    expect(printed().at(-1)).to.equal(
      'warning: configuration: has 1800 more warnings; fix those above first',
    );
    expect(findings.hasErrors).to.equal(false);
  });

  it('leave out what an error may have caused', () => {
    findings.warnIfSound('a', 'compares');
    findings.warn('b', 'stays');
    expect(printed()).to.deep.equal(['warning: a: compares', 'warning: b: stays']);
    findings.error('c', 'wrong');
    expect(printed()).to.deep.equal(['warning: b: stays', 'error: c: wrong']);
  });
});
