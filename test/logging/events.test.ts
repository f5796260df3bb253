// Every event of the log has an identifier of its own, and the catalog explains only events that exist.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { messageIds } from '../../src/logging/events.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Every `event: '…'` in the sources; the templates of findings are written out. */
function eventsInSources(): string[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'));
  const templates = ['configuration-error', 'configuration-warning'];
  const lines = texts.flatMap((text) =>
    [...text.matchAll(/\bevent: ([^\n]+)/g)].map((match) => match[1] ?? ''),
  );
  const literals = lines.flatMap((line) => [...(line.split(/, [a-z]+:/)[0] ?? '').matchAll(/'([a-z-]+)'/g)]);
  return [
    ...new Set([...templates, ...literals.map((match) => match[1] ?? '').filter((name) => name.length > 2)]),
  ];
}

/** Words in the condition of a ternary. */
const noEvents: ReadonlySet<string> = new Set(['down']);

describe('events', () => {
  const events = eventsInSources().filter((event) => !noEvents.has(event));

  it('are found in the sources, conditional ones included', () => {
    expect(events).to.include.members(['serving', 'target-up', 'target-down', 'bug', 'watchdog-withheld']);
  });

  it('have an identifier each', () => {
    expect(events.filter((event) => messageIds[event] === undefined)).to.deep.equal([]);
  });

  it('are logged somewhere, each that has an identifier', () => {
    expect(Object.keys(messageIds).filter((event) => !events.includes(event))).to.deep.equal([]);
  });

  it('have identifiers of 128 bits, no two the same', () => {
    const ids = Object.values(messageIds);
    expect(ids.filter((id) => !/^[0-9a-f]{32}$/.test(id))).to.deep.equal([]);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  describe('in the catalog', () => {
    const catalog = readFileSync(join(root, 'systemd/healthy-dns.catalog'), 'utf8');
    const ids = [...catalog.matchAll(/^-- (\S+)$/gm)].map((match) => match[1] ?? '');

    it('are known, and explained once each', () => {
      const known = Object.values(messageIds);
      expect(ids.filter((id) => !known.includes(id))).to.deep.equal([]);
      expect(new Set(ids).size).to.equal(ids.length).and.be.greaterThan(0);
    });

    it('include those that an operator has to act on', () => {
      const important = [
        'target-down',
        'name-empty',
        'all-targets-down',
        'ready-without-zone',
        'reload-failed',
      ];
      expect(important.filter((event) => !ids.includes(messageIds[event] ?? ''))).to.deep.equal([]);
    });

    it('have a subject and say who defined them', () => {
      for (const entry of catalog.split(/^-- \S+$/m).slice(1)) {
        expect(entry).to.match(/^\nSubject: .+\nDefined-By: healthy-dns\n(?:.+\n)*\n.+/);
      }
    });

    it('use fields that exist', () => {
      const fields = [...catalog.matchAll(/@([A-Z_]+)@/g)].map((match) => match[1] ?? '');
      const known = [
        'TARGET',
        'NAMES',
        'REASON',
        'STATE',
        'PATH',
        'SECONDARY',
        'ZONES',
        'NETWORKS',
        'SLIPPED',
        'DROPPED',
        'PROXIED',
        'REFUSED',
        'ENDPOINT',
      ].map((name) => `HEALTHY_DNS_${name}`);
      expect(fields.filter((field) => !known.includes(field))).to.deep.equal([]);
    });
  });
});
