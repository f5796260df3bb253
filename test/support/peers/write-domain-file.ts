// Records -> a master file, written as people write them: relative and absolute names, omitted owners and TTLs, units,
// parentheses and comments, chosen by a seed. BIND, Knot and NSD read all of it.

import type { SeededRandom } from '../seeded-random.ts';
import type { DomainRecord, DomainZone } from './whole-domain.ts';

export function writeDomainFile({ apex, records }: DomainZone, random: SeededRandom): string {
  const lines = [`; ${apex}, ${records.length} records`, `$ORIGIN ${apex}.`, '$TTL 3600'];
  let previous: string | undefined;
  for (const record of records) {
    const { owner } = record;
    const mayOmit = owner === previous && random.chance(0.5);
    const name = mayOmit ? '' : writeOwner(owner, apex, random);
    lines.push(
      [name, ...writeMiddle(record, random), writeData(record, random)].join(random.pick(['\t', ' ', '  '])),
    );
    if (random.chance(0.03)) lines.push('', `   ; behind ${record.type}`);
    previous = owner;
  }
  return `${lines.join('\n')}\n`;
}

function writeOwner(owner: string, apex: string, random: SeededRandom): string {
  if (random.chance(0.7)) return owner;
  return owner === '@' ? `${apex}.` : `${owner}.${apex}.`;
}

/** TTL and class in any order (RFC 1035 §5.1). */
function writeMiddle({ ttl, type }: DomainRecord, random: SeededRandom): string[] {
  const time = writeTtl(ttl, random);
  const either = random.pick([[time, 'IN'], ['IN', time], [time], [time, 'in']]);
  return [...either.filter((word) => word !== ''), random.chance(0.1) ? type.toLowerCase() : type];
}

function writeTtl(ttl: number, random: SeededRandom): string {
  if (ttl === 3600 && random.chance(0.4)) return '';
  if (ttl === 86_400 && random.chance(0.5)) return random.pick(['1d', '1D', '24h', '23h60m']);
  if (ttl === 300 && random.chance(0.5)) return '5m';
  return String(ttl);
}

/** SOA and long text over several lines. */
function writeData({ type, data }: DomainRecord, random: SeededRandom): string {
  if (type === 'SOA') {
    const [primary, mailbox, ...numbers] = data.split(' ');
    return `${primary} ${mailbox} (\n${numbers.map((number, at) => `\t${number} ; ${soaFields[at]}`).join('\n')}\n\t)`;
  }
  if (type === 'TXT' && data.length > 500) return `(\n  ${data.replaceAll('" "', '"\n  "')}\n  )`;
  return random.chance(0.1) ? `${data} ; ${type}` : data;
}

const soaFields = ['serial', 'refresh', 'retry', 'expire', 'minimum'];
