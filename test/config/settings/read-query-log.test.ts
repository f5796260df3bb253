// Where queries are logged, and which.

import { resolve } from 'node:path';
import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('--query-log', () => {
  const read = (flags: Parameters<typeof configOf>[0]) => configOf(flags).queryLog;

  it('is off', () => {
    expect(read({})).to.equal(undefined);
    for (const word of ['off', 'no', 'Off', 'false']) expect(read({ 'query-log': word })).to.equal(undefined);
  });

  it('takes the journal, all of it, with whole addresses', () => {
    const expected = { output: { kind: 'journal' }, share: 1, clients: 'whole' };
    expect(read({ 'query-log': 'journal' })).to.deep.equal(expected);
    expect(read({ 'query-log': 'Journal' })).to.deep.equal(expected);
  });

  it('takes a file with a bound', () => {
    const output = { kind: 'file', path: '/var/log/q.log', octetsMax: 100_000_000 };
    expect(read({ 'query-log': '/var/log/q.log' })?.output).to.deep.equal(output);
    const small = read({ 'query-log': './q.log', 'query-log-max': '1' })?.output;
    expect(small).to.deep.equal({ kind: 'file', path: resolve('q.log'), octetsMax: 1_000_000 });
  });

  it('takes the socket of a collector', () => {
    const output = { kind: 'dnstap', path: '/run/Tap.sock' };
    expect(read({ 'query-log': 'dnstap:/run/Tap.sock' })?.output).to.deep.equal(output);
  });

  for (const [text, share] of [
    ['1', 1],
    ['0.01', 0.01],
    ['1%', 0.01],
    ['0.5 %', 0.005],
    ['100%', 1],
    ['0.000001', 0.000001],
  ] as const)
    it(`takes ${text} for a share of ${share}`, () => {
      expect(read({ 'query-log': 'journal', 'query-log-sample': text })?.share).to.be.closeTo(share, 1e-12);
    });

  for (const clients of ['whole', 'network', 'none'] as const)
    it(`logs of clients: ${clients}`, () => {
      expect(read({ 'query-log': 'journal', 'query-log-clients': clients })?.clients).to.equal(clients);
    });

  const noPlace =
    'is neither journal nor off, nor dnstap:/path/of/a/socket, nor the path of a file, which has a slash';
  const noSocket = 'needs the absolute path of a socket behind "dnstap:", of at most 107 octets';
  const noShare = 'is not a share from 0.000001 to 1, such as 0.01 or 1%';
  const bad: readonly (readonly [flag: string, value: string, finding: string])[] = [
    ['query-log', '', `"" ${noPlace}`],
    ['query-log', 'jurnal', `"jurnal" ${noPlace}; did you mean "journal"?`],
    ['query-log', 'on', `"on" ${noPlace}`],
    ['query-log', '/', '"/" names a directory; name a file in it, such as "/queries.log"'],
    [
      'query-log',
      '/var/log/',
      '"/var/log/" names a directory; name a file in it, such as "/var/log/queries.log"',
    ],
    ['query-log', 'dnstap:', `"dnstap:" ${noSocket}`],
    ['query-log', 'dnstap:tap', `"dnstap:tap" ${noSocket}`],
    ['query-log', `dnstap:/${'a'.repeat(107)}`, `"dnstap:/${'a'.repeat(107)}" ${noSocket}`],
    ['query-log-sample', '0', `"0" ${noShare}`],
    ['query-log-sample', '1.1', `"1.1" ${noShare}`],
    ['query-log-sample', '101%', `"101%" ${noShare}`],
    ['query-log-sample', '-1', `"-1" ${noShare}`],
    ['query-log-sample', '1e-3', `"1e-3" ${noShare}`],
    ['query-log-max', '0', '"0" is not a whole number of megabytes from 1 to 1000000'],
    ['query-log-clients', 'some', '"some" is not one of whole, network, none'],
  ];
  for (const [flag, value, finding] of bad)
    it(`rejects --${flag} "${value.slice(0, 20)}"`, () => {
      const found = findingsOf({ [flag]: value });
      expect(found).to.have.length(1);
      expect(found[0]).to.include(finding);
    });
});
