// Reading a configuration takes time in proportion to its size, whatever it has much of, and findings stay bounded.

import { expect } from 'chai';
import { findingsMax } from '../../src/config/findings/finding.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import { goodFlags } from '../support/daemon/read-findings.ts';

type Shape = (count: number) => CommandLine;

const list = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i));
const object = (count: number, member: (index: number) => string) => `{${list(count, member).join(',')}}`;
const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
const names = (text: string): CommandLine => ({ 'zone-resolutions': text });
const aliases = (count: number): CommandLine => ({
  'alias-zones': JSON.stringify(list(count, (i) => `alias${i}.example`)),
});
const labels = (count: number, seed: number) =>
  list(count, (i) => ((i * 31 + seed * 7) % 36).toString(36)).join('.');

const shapes: Readonly<Record<string, Shape>> = {
  names: (n) => names(object(n, (i) => `"n${i}":{"ips":["${address(i)}"],"health_port":80}`)),
  'names of a hundred labels': (n) => names(object(n / 20, (i) => `"${labels(100, i)}.n${i}":["192.0.2.1"]`)),
  'the same name again and again': (n) => names(object(n, () => '"www":["192.0.2.1"]')),
  'the same name in other letters': (n) =>
    names(
      object(
        n,
        (i) =>
          `"${[...'abcdefghijklmno'].map((c, bit) => ((i >> bit) & 1 ? c.toUpperCase() : c)).join('')}":["192.0.2.1"]`,
      ),
    ),
  'the same setting again and again': (n) =>
    names(`{"www":{"ips":["192.0.2.1"],${list(n, () => '"health_port":80').join()}}}`),
  'settings that there are not': (n) =>
    names(`{"www":{"ips":["192.0.2.1"],${list(n, (i) => `"health_prt${i}":80`).join()}}}`),
  'an unknown setting with a long name': (n) => names(`{"www":{"${'x'.repeat(n * 10)}":1}}`),
  'repeated settings below a long name': (n) =>
    names(`{"${'x'.repeat(n)}":{${list(n, () => '"ips":1').join()}}}`),
  'zones that others may have, each with a key': (n) => ({
    zones: object(
      n / 20,
      (i) => `"z${i}.example":{"transfer":{"allow":[{"key":"k${i}."}],"notify":["${address(i)}"]}}`,
    ),
  }),
  'transfers that are none': (n) => ({ transfer: `{"allow":[${list(n, (i) => `"x${i}"`).join()}]}` }),
  'rules of updates': (n) => ({
    zones: object(n / 20, (i) => `"z${i}.example":{"update":[{"key":"k${i}.","names":["*.a","**.b"]}]}`),
  }),
  'labels of a pattern': (n) => ({
    update: `[{"key":"k","names":["${list(n, () => '*').join('.')}"]}]`,
  }),
  'names with something wrong': (n) => names(object(n, (i) => `"n${i}":["10.0.0.300"]`)),
  'names with a wrong check': (n) =>
    names(object(n, (i) => `"n${i}":{"ips":["192.0.2.1"],"check":{"type":"htp"}}`)),
  'addresses of one name': (n) => names(`{"www":${JSON.stringify(list(n, address))}}`),
  'addresses that are none': (n) => names(`{"www":[${list(n, () => '{}').join()}]}`),
  'checks of their own': (n) =>
    names(object(n, (i) => `"n${i}":{"ips":["${address(i)}"],"check":{"type":"http","path":"/${i}"}}`)),
  'services at their addresses': (n) =>
    names(
      object(
        n,
        (i) => `"n${i}":{"ips":["${address(i)}"],"health_port":80,"service":{"name":"_a._b","port":80}}`,
      ),
    ),
  'services at hosts that are not there': (n) =>
    names(object(n, (i) => `"_s${i}._tcp":{"srv":[{"target":"no${i}","port":1}]}`)),
  'targets of one service': (n) =>
    names(`{"_s._tcp":{"srv":[${list(n, (i) => `{"target":"h${i}.example.net.","port":1}`).join()}]}}`),
  texts: (n) => names(`{"t":{"txt":${JSON.stringify(list(n, (i) => `t${i}`))}}}`),
  'records of one name': (n) =>
    names(`{"t":{"records":{"MX":${JSON.stringify(list(n / 4, (i) => `10 m${i}`))}}}}`),
  'names with records, all of them odd': (n) =>
    names(
      `{"sub":{"records":{"NS":"a1"}},${list(n, (i) => `"a${i}.sub":{"records":{"MX":"10 m"}}`).join()}}`,
    ),
  'aliases, and records that point to them': (n) =>
    names(object(n, (i) => `"c${i}":{"records":{"CNAME":"d${i}"}},"m${i}":{"records":{"MX":"10 c${i}"}}`)),
  'delegations, each below another': (n) =>
    names(object(n / 100, (i) => `"${labels(100, i)}":{"records":{"NS":["ns.${labels(99, i)}"]}}`)),
  'service bindings of one host': (n) =>
    names(
      `{"h":["192.0.2.1"],${list(n, (i) => `"b${i}":{"https":{"priority":1,"target":"h","hints":"healthy"}}`).join()}}`,
    ),
  'alias zones': aliases,
  'alias zones that clash': (n) => ({ 'alias-zones': JSON.stringify(list(n, (i) => `a${i}.example.test`)) }),
  'names, and alias zones as many': (n) => ({
    ...aliases(n / 4),
    ...names(object(n / 4, (i) => `"n${i}":["192.0.2.1"]`)),
  }),
  'services elsewhere, and alias zones as many': (n) => ({
    ...aliases(n / 4),
    ...names(object(n / 4, (i) => `"_s${i}._tcp":{"srv":[{"target":"${labels(20, i)}.","port":1}]}`)),
  }),
  'name servers': (n) => ({ ns: JSON.stringify(list(n, (i) => `ns${i}.example.net`)) }),
  'addresses to listen on': (n) => ({ listen: list(n, address) }),
  anchors: (n) => ({ anchor: list(n, (i) => `${address(i)}:80`) }),
  'fallback addresses': (n) => ({ 'when-all-down': list(n, address).join() }),
  'letters of a word': (n) => ({ 'log-level': 'x'.repeat(n * 10) }),
  'labels of a zone': (n) => ({ 'hosted-zone': 'a.'.repeat(n) }),
  'labels of a name that ends with a dot': (n) => names(`{"${'a.'.repeat(n * 10)}":[]}`),
};

/** Small enough to be quick, and large enough that work that grows with the square dwarfs everything else. */
const smallCount = 1600;
const factor = 8;
/** Between the 8 of what grows with the size, with room for a collector at the wrong moment, and the 64 of its square. */
const ratioMax = 28;
/** Work that takes less than this is not measured, but the noise of the clock. */
const noiseMs = 3;

/** In processor time, which other processes do not lengthen; the least of several tries. */
function costMs(shape: Shape, count: number): number {
  const commandLine = { ...goodFlags, ...shape(count) };
  const tries = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    readConfig(commandLine, {});
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...tries);
}

describe('reading a configuration', () => {
  for (const [what, shape] of Object.entries(shapes)) {
    it(`takes time in proportion to its size: ${what}`, () => {
      const small = Math.max(noiseMs, costMs(shape, smallCount));
      const large = costMs(shape, smallCount * factor);
      expect(large / small, `${small} ms became ${large} ms`).to.be.below(ratioMax);
    });

    it(`reports little, however many there are: ${what}`, () => {
      const config = readConfig({ ...goodFlags, ...shape(smallCount * factor) }, {});
      const findings = config.ok ? config.value.warnings : config.problem;
      expect(findings.length).to.be.at.most(2 * (findingsMax + 1));
      for (const { path, message } of findings) {
        expect(path.length).to.be.below(1000);
        expect(message.length).to.be.below(1000);
      }
    });
  }

  it('refuses more names than can be served, however few lines they take', () => {
    const deep = object(12_000, (i) => `"${labels(100, i)}.n${i}":["192.0.2.1"]`);
    const cases: readonly CommandLine[] = [
      names(deep),
      { ...aliases(1000), ...names(object(1000, (i) => `"n${i}":["192.0.2.1"]`)) },
    ];
    const found = cases.map((commandLine) => {
      const config = readConfig({ ...goodFlags, ...commandLine }, {});
      return config.ok ? [] : config.problem.map(({ path, message }) => `${path}: ${message}`);
    });
    expect(found).to.deep.equal([
      [
        'zone-resolutions: makes more than 1000000 names, counting every parent of a name; at most 1000000 can be served in all',
      ],
      [
        'zone-resolutions: makes more than 999 names in each of 1001 zones, counting every parent of a name; at most 1000000 can be served in all',
      ],
    ]);
  });

  it('counts a parent once, however many names are below it', () => {
    const shared = object(12_000, (i) => `"n${i}.${labels(90, 1)}":["192.0.2.1"]`);
    expect(readConfig({ ...goodFlags, ...names(shared) }, {}).ok).to.equal(true);
  });
});
