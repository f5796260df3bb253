// The query log in the output of `healthy-dns status`.

import { expect } from 'chai';
import { printQueryLog } from '../../../src/bin/printing/print-query-log.ts';
import type { QueryLogStatus } from '../../../src/control/protocol/query-log.ts';

const path = '/var/log/healthy-dns/queries.log';
const status: QueryLogStatus = { output: 'file', path, share: 0.01, written: 12, noRoom: 0, unwritten: 0 };

describe('printQueryLog', () => {
  it('says where queries go, and how many went there', () => {
    expect(printQueryLog(status)).to.deep.equal([`query log: 1 % to ${path}; 12 written`]);
  });

  it('says what was lost, and why', () => {
    expect(printQueryLog({ ...status, noRoom: 3 })).to.deep.equal([
      `query log: 1 % to ${path}; 12 written, 3 lost (3 for lack of room)`,
    ]);
    expect(printQueryLog({ ...status, noRoom: 3, unwritten: 4 })).to.deep.equal([
      `query log: 1 % to ${path}; 12 written, 7 lost (3 for lack of room, 4 not taken)`,
    ]);
  });

  it('says what is wrong at the moment', () => {
    expect(printQueryLog({ ...status, trouble: 'the disk is full' })[1]).to.equal(
      '  not logging: the disk is full',
    );
  });

  for (const [share, words] of [
    [1, 'all'],
    [0.5, '50 %'],
    [0.007, '0.7 %'],
    [0.000001, '0.0001 %'],
    [1 / 3, '33.3 %'],
  ] as const)
    it(`calls ${share} ${words}`, () => {
      expect(printQueryLog({ ...status, share })[0]).to.include(`query log: ${words} to `);
    });

  it('knows the journal and dnstap', () => {
    const { path: _, ...bare } = status;
    expect(printQueryLog({ ...bare, output: 'journal' })[0]).to.include(' to the journal;');
    expect(printQueryLog({ ...status, output: 'dnstap', path: '/run/tap' })[0]).to.include(
      ' to dnstap at /run/tap;',
    );
  });

  it('says nothing while it is off', () => {
    expect(printQueryLog(undefined)).to.deep.equal([]);
  });
});
