// docs/services.md: every example makes the records that it shows, and the tables have every field.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { serviceKeys } from '../../src/config/names/read-service-shorthand.ts';
import { placeKeys } from '../../src/config/names/read-srv-entry.ts';
import { serviceEntryKeys } from '../../src/config/names/service-parts.ts';
import { decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { printZone } from '../../src/zone/print-zone.ts';
import { configOf } from '../support/daemon/read-findings.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/services.md'), 'utf8');
const examples = [...text.matchAll(/```json\n([\s\S]*?)```[\s\S]*?```\n([\s\S]*?)```/g)];

/** The fields in the first column of the table below a heading. */
function fieldsIn(heading: string): string[] {
  const table = text.slice(text.indexOf(`| ${heading} |`)).split('\n\n')[0] ?? '';
  const cells = table.split('\n').slice(2);
  return cells.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''),
  );
}

describe('docs/services.md', () => {
  it('has examples', () => expect(examples.length).to.equal(3));

  for (const [index, [, json = '', records = '']] of examples.entries()) {
    it(`shows the records of its example ${index + 1}`, () => {
      const config = configOf({ 'zone-resolutions': json });
      expect(config.warnings).to.deep.equal([]);
      const [zone] = buildZones(config, decideAllHealthy, 1);
      if (zone === undefined) throw new Error('there is no zone');
      const printed = printZone(zone)
        .split('\n')
        .filter((line) => /\t(A|AAAA|SRV|TXT)\t/.test(line))
        .map((line) => line.replaceAll('.example.test.', '').split('\t'))
        .map(([owner, , , ...rest]) => [owner, ...rest].join(' '));
      const documented = records
        .trim()
        .split('\n')
        .map((line) => line.replace(/ {2,}/g, ' '));
      expect(printed).to.have.members(documented);
    });
  }

  it('knows every field', () => {
    expect(fieldsIn('field of `service` | default')).to.have.members([...serviceKeys]);
    expect(fieldsIn('field of a place | default')).to.have.members([...placeKeys]);
    expect([...new Set(fieldsIn('fields'))]).to.have.members(['ips', 'health_port', ...serviceEntryKeys]);
  });
});
