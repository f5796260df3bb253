// From the name that a caller gives to the domain name to ask for.

import { expect } from 'chai';
import { completeServiceName, hostOfService, printHost } from '../../src/discovery/service-name.ts';
import { type Name, parseName, printName, rootName } from '../../src/wire/name.ts';

function name(text: string): Name {
  const parsed = parseName(text);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return parsed.value;
}

const suffix = name('service.example');

describe('completeServiceName', () => {
  const good: readonly (readonly [string, Name | undefined, string])[] = [
    ['api', suffix, 'api.service.example.'],
    ['_http._tcp.API', suffix, '_http._tcp.api.service.example.'],
    ['api.', suffix, 'api.'],
    ['api.service.example', suffix, 'api.service.example.'],
    ['service.example', suffix, 'service.example.'],
    ['service', suffix, 'service.service.example.'],
    ['api.example.com', undefined, 'api.example.com.'],
  ];
  for (const [text, with_, whole] of good) {
    it(`makes ${whole} of ${text}${with_ === undefined ? ' without a suffix' : ''}`, () => {
      const completed = completeServiceName(text, with_);
      expect(completed.ok && printName(completed.value)).to.equal(whole);
    });
  }

  const longest = [63, 63, 63, 50].map((count) => 'a'.repeat(count)).join('.');
  for (const text of ['', '..', 'a b', 'My Printer._ipp._tcp', 'bücher', '*', longest]) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(completeServiceName(text, suffix)).to.have.nested.property('problem.kind', 'malformed');
    });
  }
});

describe('hostOfService', () => {
  it('is the name behind the labels of the service', () => {
    expect(hostOfService(name('_http._tcp.api.test'))).to.equal(name('api.test'));
    expect(hostOfService(name('api._x.test'))).to.equal(name('api._x.test'));
    expect(hostOfService(name('_a._b'))).to.equal(rootName);
  });
});

describe('printHost', () => {
  it('prints no final dot, except that of the root', () => {
    expect(printHost(name('a.test'))).to.equal('a.test');
    expect(printHost(rootName)).to.equal('.');
  });
});
