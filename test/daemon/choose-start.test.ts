// What a start serves: the present configuration, the last good one, or nothing.

import { expect } from 'chai';
import { printFinding } from '../../src/config/findings/finding.ts';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import { chooseStart } from '../../src/daemon/choose-start.ts';
import { ConfigReader } from '../../src/daemon/config-reader.ts';
import type { LastGood } from '../../src/daemon/last-good.ts';
import { printName } from '../../src/wire/name.ts';
import { filesOnDisk } from '../../src/zone/master-file/file-source.ts';
import { goodFlags } from '../support/daemon/read-findings.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const keptAtSeconds = 1_700_000_000;

function lastGoodOf(flags: CommandLine): LastGood {
  const read = new ConfigReader(flags, {}).read({ mayLackZone: false });
  if (!read.config.ok) throw new Error('the last good configuration is good');
  return { keptAtSeconds, values: read.config.value.values, masterFiles: filesOnDisk };
}

function choose(
  flags: CommandLine,
  { lastGood, mayLackZone = true }: { lastGood?: LastGood; mayLackZone?: boolean } = {},
) {
  const chosen = chooseStart({
    reader: new ConfigReader(flags, {}),
    runtimeDirectory: { path: makeTemporaryDirectory(), isDefault: false },
    recallLastGood: () => lastGood,
    mayLackZone,
  });
  if (!chosen.ok) return { findings: chosen.problem.map(printFinding) };
  const { zones, standsIn } = chosen.value;
  const [first] = zones;
  return {
    zone: first && printName(first.content.hostedZone),
    ...(standsIn && {
      keptAtSeconds: standsIn.keptAtSeconds,
      insteadOf: standsIn.findings.map(({ path }) => path),
    }),
  };
}

describe('chooseStart', () => {
  const lastGood = lastGoodOf({ ...goodFlags, 'hosted-zone': 'kept.test' });
  const broken = { ...goodFlags, ttl: 'x' };

  it('serves the present configuration, whatever was kept', () => {
    expect(choose(goodFlags, { lastGood })).to.deep.equal({ zone: 'example.test.' });
  });

  it('serves the last good one in place of a broken one, with the findings', () => {
    expect(choose(broken, { lastGood })).to.deep.equal({
      zone: 'kept.test.',
      keptAtSeconds,
      insteadOf: ['ttl'],
    });
  });

  it('fails with the findings when there is no last good one', () => {
    expect(choose(broken).findings).to.have.length(1);
  });

  it('serves no zone on a fresh installation', () => {
    expect(choose({})).to.deep.equal({ zone: undefined });
  });

  it('serves the last good one when the zone got lost, and says what is missing', () => {
    expect(choose({}, { lastGood })).to.deep.equal({
      zone: 'kept.test.',
      keptAtSeconds,
      insteadOf: ['hosted-zone', 'zone-resolutions', 'ns'],
    });
  });

  it('fails with the findings of both when the last good one is no longer good', () => {
    const values = new Map(lastGood.values).set('ttl', { texts: ['y'], source: 'kept' });
    const { findings } = choose(broken, { lastGood: { ...lastGood, values } });
    expect(findings?.map((text) => text.split(':')[1]?.trim())).to.deep.equal(['ttl', 'last-good.ttl']);
  });
});
