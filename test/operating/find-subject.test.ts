// What operators refer to by a text, among what is configured.

import { expect } from 'chai';
import { printSubject } from '../../src/health/deciding/overrides.ts';
import { findSubjects } from '../../src/operating/find-subject.ts';
import { printName } from '../../src/wire/name.ts';
import { configOf } from '../support/daemon/read-findings.ts';

const content = configOf({
  'alias-zones': '["alias.test"]',
  'zone-resolutions': JSON.stringify({
    www: { ips: ['192.0.2.1', '2001:db8::1'], health_port: 80, backup: ['198.51.100.1'] },
    api: { ips: ['192.0.2.2'], check: { type: 'tcp', port: 81, address: '192.0.2.3' } },
    '@': ['192.0.2.4'],
  }),
});

describe('findSubjects', () => {
  const find = (text: string) => findSubjects(text, [content]);

  const meant: readonly (readonly [text: string, kind: string, printed: string])[] = [
    ['192.0.2.1', 'address', '192.0.2.1'],
    ['2001:DB8:0::1', 'address', '2001:db8::1'],
    ['198.51.100.1', 'address', '198.51.100.1'],
    ['192.0.2.1:80', 'endpoint', '192.0.2.1:80'],
    ['tcp [2001:db8::1]:80', 'endpoint', '[2001:db8::1]:80'],
    // Probed but not published.
    ['192.0.2.3:81', 'endpoint', '192.0.2.3:81'],
    ['WWW', 'name', 'www'],
    ['@', 'name', '@'],
    ['www.example.test', 'name', 'www'],
    ['www.Alias.test.', 'name', 'www'],
    ['alias.test', 'name', '@'],
  ];
  for (const [text, kind, printed] of meant) {
    it(`reads ${text} as the ${kind} ${printed}`, () => {
      const found = find(text).map((subject) => [subject.kind, printSubject(subject)]);
      expect(found).to.deep.equal([[kind, printed]]);
    });
  }

  const unknown = ['192.0.2.9', '192.0.2.1:81', '192.0.2.2:80', 'mail', 'www.other.test', 'a..b', ''];
  for (const text of unknown) it(`knows nothing of "${text}"`, () => expect(find(text)).to.deep.equal([]));

  describe('among several hosted zones', () => {
    const other = configOf({
      'hosted-zone': 'other.test',
      'zone-resolutions': JSON.stringify({ www: ['192.0.2.1'], mail: ['192.0.2.7'] }),
    });
    const names = (text: string) =>
      findSubjects(text, [content, other]).map((subject) =>
        subject.kind === 'name' ? printName(subject.name) : printSubject(subject),
      );

    it('finds a name in each zone that has it', () => {
      expect(names('www')).to.deep.equal(['www.example.test.', 'www.other.test.']);
    });

    it('finds a single one when its zone is given, or when no other zone has it', () => {
      expect(names('www.other.test')).to.deep.equal(['www.other.test.']);
      expect(names('mail')).to.deep.equal(['mail.other.test.']);
    });

    it('finds an address once, wherever it is published', () => {
      expect(names('192.0.2.1')).to.deep.equal(['192.0.2.1']);
    });
  });
});
