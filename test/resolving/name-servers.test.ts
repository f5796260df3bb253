// Name servers: how they are written, and in which order they are asked.

import { expect } from 'chai';
import { NameServers, parseServer, printServer } from '../../src/resolving/name-servers.ts';

describe('name servers', () => {
  const good: readonly (readonly [string, string])[] = [
    ['192.0.2.1', '192.0.2.1:53'],
    ['192.0.2.1:5353', '192.0.2.1:5353'],
    ['2001:db8::1', '[2001:db8::1]:53'],
    ['[2001:db8::1]', '[2001:db8::1]:53'],
    ['[2001:db8::1]:5353', '[2001:db8::1]:5353'],
    ['fe80::1%eth0', '[fe80::1%eth0]:53'],
  ];
  for (const [text, printed] of good) {
    it(`may be written as ${text}`, () => {
      const server = parseServer(text, 53);
      expect(server && printServer(server)).to.equal(printed);
    });
  }

  for (const text of [
    '',
    'ns1',
    '192.0.2.1:',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '[192.0.2.1]:53',
    '[::1',
    '::1]:53',
  ]) {
    it(`may not be written as ${JSON.stringify(text)}`, () => {
      expect(parseServer(text, 53)).to.equal(undefined);
    });
  }

  it('are asked in the order given, but the last one to answer comes first', () => {
    const [one, two, three] = [1, 2, 3].map((n) => ({ address: `192.0.2.${n}`, port: 53 }));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three');
    const servers = new NameServers(() => [one, two, three]);
    expect(servers.inOrder()).to.deep.equal([one, two, three]);
    servers.prefer(two);
    expect(servers.inOrder()).to.deep.equal([two, one, three]);
    servers.prefer({ address: '192.0.2.9', port: 53 });
    expect(servers.inOrder()).to.deep.equal([one, two, three]);
  });
});
