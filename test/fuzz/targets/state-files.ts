// The files that one run leaves for the next as JSON: verdicts, overrides, updates, the last good configuration. Damaged ones
// are refused; what is believed can be written and read again as the same. The first octet chooses the file.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseJson } from '../../../src/base/parse-json.ts';
import { readConfigAgain } from '../../../src/config/read-config.ts';
import { LastGoodKeeper } from '../../../src/daemon/last-good.ts';
import { readMemory, writeMemorySync } from '../../../src/daemon/memory.ts';
import { readOverrideFile, writeOverrideFile } from '../../../src/operating/override-file.ts';
import { checkUpdates, printUpdates } from '../../../src/updating/update-format.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 3000;

const apex = nameOf('example.test');
const directory = makeTemporaryDirectory();
const path = join(directory, 'file.json');
const { runtimeDirectory } = configOf();

export function seeds(): readonly Uint8Array[] {
  const time = 1_790_000_000;
  const files: readonly unknown[] = [
    {
      format: 1,
      savedAtSeconds: time,
      serials: { 'example.test.': 7 },
      verdicts: { 'tcp 192.0.2.1:80': { verdict: 'up', sinceSeconds: time, heldSinceSeconds: 5 } },
      lastHealthy: { 'www.example.test.': ['192.0.2.1', '2001:db8::1'] },
      hosts: { 'backend.test': { addresses: ['192.0.2.1'], sinceSeconds: time } },
    },
    {
      format: 1,
      ttlSeconds: 60,
      heldUntilSeconds: time,
      overrides: [
        {
          action: 'drain',
          subject: 'www',
          name: 'www.example.test.',
          by: { uid: 0 },
          sinceSeconds: time,
          clearAtSeconds: time,
        },
        {
          action: 'force-up',
          subject: '192.0.2.1',
          by: { name: 'who' },
          sinceSeconds: time,
          untilSeconds: time,
        },
      ],
    },
    {
      format: 1,
      zones: [
        {
          zone: 'example.test.',
          changedSeconds: time,
          records: [
            { name: '_acme-challenge', type: 'TXT', ttl: 60, data: '"x"', key: 'k.', at: time, until: time },
          ],
        },
      ],
    },
    {
      format: 1,
      keptAtSeconds: time,
      values: {
        'hosted-zone': ['example.test'],
        ns: ['["ns.elsewhere.test"]'],
        'zone-resolutions': ['{"www": ["192.0.2.1"]}'],
      },
      folders: { ns: '/etc' },
      files: {},
    },
  ];
  const first = {
    format: 1,
    savedAtSeconds: time,
    serial: 7,
    verdicts: {},
    lastHealthy: { '\x03www': ['192.0.2.1'] },
  };
  return [...files, first].map((file, index) =>
    Buffer.concat([Buffer.of(index % 4), Buffer.from(JSON.stringify(file))]),
  );
}

export function fuzz(data: Buffer): void {
  const octets = data.subarray(1);
  [fuzzMemory, fuzzOverrides, fuzzUpdates, fuzzLastGood][(data[0] ?? 0) % 4]?.(octets);
}

function fuzzMemory(octets: Buffer): void {
  writeFileSync(path, octets);
  const read = readMemory(path, apex);
  if (!read.ok || read.value === undefined) return;
  const { value } = read;
  for (const { sinceSeconds } of value.verdicts.values())
    if (!(sinceSeconds >= 0 && sinceSeconds <= 0xffff_ffff)) found(`a verdict since ${sinceSeconds}`);
  if (!writeMemorySync(path, value).ok) found('it cannot be written');
  expectSame(value, readMemory(path, apex));
}

function fuzzOverrides(octets: Buffer): void {
  writeFileSync(path, octets);
  const read = readOverrideFile(path, apex);
  if (!read.ok || read.value === undefined) return;
  if (!writeOverrideFile(path, read.value).ok) found('it cannot be written');
  expectSame(read.value, readOverrideFile(path, apex));
}

function fuzzUpdates(octets: Buffer): void {
  const parsed = parseJson(octets.toString('utf8'));
  const read = parsed.ok ? checkUpdates(parsed.value) : undefined;
  if (read?.ok !== true) return;
  const again = parseJson(printUpdates(read.value));
  if (!again.ok) found('what was printed is no JSON');
  // Zones without records are not written.
  const kept = new Map([...read.value].filter(([, { nodes }]) => nodes.size > 0));
  expectSame(kept, checkUpdates(again.value));
}

function fuzzLastGood(octets: Buffer): void {
  const lastGood = join(directory, 'last-good.json');
  writeFileSync(lastGood, octets);
  const { logger } = createRecordingLogger();
  const recalled = new LastGoodKeeper(lastGood, { clock: new FakeClock(), logger }).recall();
  if (recalled !== undefined) readConfigAgain(recalled, runtimeDirectory);
}

function expectSame(value: unknown, read: { readonly ok: boolean; readonly value?: unknown }): void {
  if (!read.ok) found('it does not read what it wrote');
  if (!isDeepStrictEqual(read.value, value)) found('it reads something else than it wrote');
}
