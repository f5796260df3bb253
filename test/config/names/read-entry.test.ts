// The settings next to a name's addresses: policies for when all are down, minimums, backups.

import { expect } from 'chai';
import { printCheck } from '../../../src/health/deciding/check.ts';
import type { Resolution } from '../../../src/health/deciding/resolution.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const path = 'zone-resolutions';
const base = { ips: ['192.0.2.1', '192.0.2.2', '192.0.2.3'], health_port: 80 };
const given = (entry: object, flags = {}) => ({
  [path]: JSON.stringify({ www: { ...base, ...entry } }),
  ...flags,
});
const policy = 'when-all-down';

function read(entry: object, flags = {}): Partial<Resolution> {
  return configOf(given(entry, flags)).resolutions[0] ?? {};
}

const fallback = (...texts: string[]) => ({
  kind: 'addresses',
  addresses: texts.map((text) => ({ family: text.includes(':') ? 6 : 4, text })),
});

describe('when_all_down', () => {
  const good: readonly (readonly [unknown, unknown])[] = [
    ['all', { kind: 'all' }],
    ['last', { kind: 'last' }],
    ['empty', undefined],
    [['198.51.100.1', '2001:DB8::1', '198.51.100.1'], fallback('198.51.100.1', '2001:db8::1')],
  ];
  for (const [value, expected] of good) {
    it(`may be ${JSON.stringify(value)}`, () => {
      expect(read({ when_all_down: value }).whenAllDown).to.deep.equal(expected);
      expect(findingsOf(given({ when_all_down: value }))).to.deep.equal([]);
    });
  }

  it('defaults to the flag', () => {
    expect(read({}, { [policy]: ' All' }).whenAllDown).to.deep.equal({ kind: 'all' });
    expect(read({}, { [policy]: '192.0.2.9, 2001:db8::9' }).whenAllDown).to.deep.equal(
      fallback('192.0.2.9', '2001:db8::9'),
    );
    expect(read({ when_all_down: 'empty' }, { [policy]: 'all' }).whenAllDown).to.equal(undefined);
    expect(read({ when_all_down: 'last' }, { [policy]: 'all' }).whenAllDown).to.deep.equal({ kind: 'last' });
    expect(read({}).whenAllDown).to.equal(undefined);
    const [plain] = configOf({ [path]: '{"www": ["192.0.2.1"]}', [policy]: 'last' }).resolutions;
    expect(plain?.whenAllDown).to.equal(undefined);
  });

  const words = 'write one of "empty", "all", "last", or an array of fallback addresses';
  const bad: readonly (readonly [unknown, string])[] = [
    ['lst', `: is "lst"; ${words}; did you mean "last"?`],
    [true, `: is true; ${words}`],
    [null, `: is null; ${words}`],
    [{}, `: is an object; ${words}`],
    [[], ': has 0 addresses; write 1 to 100, or one of "empty", "all", "last"'],
    [Array(101).fill('192.0.2.1'), ': has 101 addresses; write 1 to 100, or one of "empty", "all", "last"'],
    [['192.0.2.1', 'www'], '[1]: "www" is not an IPv4 or IPv6 address'],
  ];
  for (const [value, message] of bad) {
    it(`must not be ${JSON.stringify(value).slice(0, 60)}`, () => {
      expect(findingsOf(given({ when_all_down: value }))).to.deep.equal([
        `error: ${path}.www.when_all_down${message}`,
      ]);
    });
  }

  for (const value of ['lst', '', '192.0.2.1,www', Array(101).fill('192.0.2.1').join(',')]) {
    it(`must not be ${JSON.stringify(value.slice(0, 40))} as a flag`, () => {
      const [finding, ...others] = findingsOf({ [policy]: value });
      expect(others).to.deep.equal([]);
      expect(finding).to.match(
        /^error: when-all-down: ".*" (\(\d+ characters\) )?is neither one of empty, all, last nor a list of at most 100 addresses/,
      );
    });
  }

  it('warns where it never applies', () => {
    const ips = ['192.0.2.1', { ip: '192.0.2.2', check: 'none' }];
    const why = 'has no effect: enough addresses of the name have no check, and so are never down';
    expect(
      findingsOf(given({ ips, when_all_down: 'all', backup: ['192.0.2.9'], min_healthy: 1 })),
    ).to.deep.equal(
      ['backup', 'when_all_down', 'min_healthy'].map((key) => `warning: ${path}.www.${key}: ${why}`),
    );
    expect(findingsOf(given({ ips, when_all_down: 'all', min_healthy: 2 }))).to.deep.equal([]);
    // Nobody chose it for this name.
    expect(findingsOf({ [path]: '{"www": ["192.0.2.1"]}', [policy]: 'all' })).to.deep.equal([]);
  });
});

describe('min_healthy', () => {
  const good: readonly (readonly [unknown, number | undefined])[] = [
    [1, undefined],
    [2, 2],
    [3, 3],
    [0.5, 2],
    [0.01, undefined],
    [0.999, 3],
    ['50%', 2],
    ['33.3 %', undefined],
    ['34%', 2],
    ['100%', 3],
  ];
  for (const [value, expected] of good) {
    it(`of three addresses may be ${JSON.stringify(value)}, which is ${expected ?? 1}`, () => {
      expect(read({ min_healthy: value, when_all_down: 'all' }).healthyMin).to.equal(expected);
    });
  }

  it('does not round a fraction up by an address too many', () => {
    const ips = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);
    for (let percent = 2; percent <= 100; percent++) {
      expect(read({ ips, min_healthy: `${percent}%`, when_all_down: 'all' }).healthyMin).to.equal(percent);
      if (percent < 100)
        expect(read({ ips, min_healthy: percent / 100, when_all_down: 'all' }).healthyMin).to.equal(percent);
    }
  });

  const form = 'write a count from 1, a fraction such as 0.5, or a percentage such as "50%"';
  const bad: readonly (readonly [unknown, string])[] = [
    [0, `is 0; ${form}`],
    [-1, `is -1; ${form}`],
    [1.5, `is 1.5; ${form}`],
    ['2', `is "2"; ${form}`],
    ['0%', `is "0%"; ${form}`],
    ['101%', `is "101%"; ${form}`],
    [null, `is null; ${form}`],
    [4, 'is 4, but the name has 3 addresses'],
  ];
  for (const [value, message] of bad) {
    it(`must not be ${JSON.stringify(value)}`, () => {
      expect(findingsOf(given({ min_healthy: value, when_all_down: 'all' }))).to.deep.equal([
        `error: ${path}.www.min_healthy: ${message}`,
      ]);
    });
  }

  it('warns when it removes healthy addresses without a replacement', () => {
    expect(findingsOf(given({ min_healthy: 3 }))).to.deep.equal([
      `warning: ${path}.www.min_healthy: leaves the name without addresses while up to 2 of them are healthy; see "when_all_down"`,
    ]);
    expect(findingsOf(given({ min_healthy: 3, backup: ['192.0.2.9'] }))).to.deep.equal([]);
    expect(findingsOf(given({ min_healthy: 3 }, { [policy]: 'all' }))).to.deep.equal([]);
  });
});

describe('backup', () => {
  const backupsOf = (entry: object) =>
    read(entry).backups?.map(({ address, check }) =>
      check === undefined ? address.text : printCheck(check),
    );

  it('is checked like the other addresses', () => {
    expect(backupsOf({ backup: ['192.0.2.9', '2001:db8::9'] })).to.deep.equal([
      'tcp 192.0.2.9:80',
      'tcp [2001:db8::9]:80',
    ]);
    expect(backupsOf({})).to.equal(undefined);
  });

  it('may have a check of its own, or none', () => {
    expect(backupsOf({ backup: ['192.0.2.9'], backup_check: { type: 'http' } })).to.deep.equal([
      'http 192.0.2.9:80',
    ]);
    expect(backupsOf({ backup: ['192.0.2.9'], backup_check: 'none' })).to.deep.equal(['192.0.2.9']);
    expect(
      backupsOf({ backup: [{ ip: '192.0.2.9', check: 'none' }, '192.0.2.8'], backup_check: { type: 'tls' } }),
    ).to.deep.equal(['192.0.2.9', 'tls 192.0.2.8:443']);
  });

  const bad: readonly (readonly [object, string])[] = [
    [
      { backup: '192.0.2.9' },
      '.backup: is "192.0.2.9"; write an array of addresses such as ["192.0.2.1", "2001:db8::1"]',
    ],
    [{ backup: [] }, '.backup: is empty; list at least one address'],
    [{ backup: ['192.0.2.9', 'x'] }, '.backup[1]: "x" is not an IPv4 or IPv6 address'],
    [{ backup: ['192.0.2.2'] }, '.backup: "192.0.2.2" is in "ips" too; remove it from one of them'],
    [{ backup_check: { type: 'http' } }, '.backup_check: has no "backup" to check'],
    [
      { backup: ['192.0.2.9'], backup_check: { type: 'tcp' } },
      '.backup_check.port: is missing; name the TCP port to check',
    ],
    [{ backups: ['192.0.2.9'] }, '.backups: there is no such setting; did you mean "backup"?'],
  ];
  for (const [entry, message] of bad) {
    it(`must not be said so: ${JSON.stringify(entry)}`, () => {
      expect(findingsOf(given(entry))).to.deep.equal([`error: ${path}.www${message}`]);
    });
  }
});
