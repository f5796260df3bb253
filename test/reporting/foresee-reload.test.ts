import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { printForeseen } from '../../src/bin/printing/print-foreseen.ts';
import { readReloadReply } from '../../src/control/protocol/reload.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { foreseeReload } from '../../src/reporting/foresee-reload.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { FakeClock } from '../support/fake-clock.ts';

const checked = (...ips: string[]) => ({ ips, health_port: 80 });

function configured(
  names: unknown,
  aliases: readonly string[] = [],
  zone = 'example.test',
  more: Readonly<Record<string, string>> = {},
) {
  const flags = { 'zone-resolutions': JSON.stringify(names), 'alias-zones': JSON.stringify(aliases) };
  return groupsOf(configOf({ ...flags, 'hosted-zone': zone, ...more }));
}

describe('foreseeReload', () => {
  /** 192.0.2.1 is up, 192.0.2.2 is down, and nobody has asked any other. */
  const decider = new Decider({
    probed: ({ address: { text } }) =>
      text === '192.0.2.1' ? 'up' : text === '192.0.2.2' ? 'down' : 'unknown',
  });
  const served = configured({ www: checked('192.0.2.1', '192.0.2.2') }, ['alias.test']);
  const publisher = new Publisher(new Snapshot(), { clock: new FakeClock(), decider });

  before(async () => {
    await publisher.publishAll(served);
  });

  function foresee(next: ReturnType<typeof configured>): string[] {
    const foreseen = foreseeReload(publisher.groups, next, decider);
    const read = readReloadReply(JSON.parse(JSON.stringify({ findings: [], foreseen })));
    expect(read.ok && read.value.foreseen, 'as it travels').to.deep.equal(foreseen);
    return printForeseen(foreseen).trimEnd().split('\n');
  }

  it('finds nothing where nothing differs', () => {
    expect(foresee(served)).to.deep.equal(['no record would change']);
  });

  it('leaves out an address that is down, and takes one that is not probed yet as up', () => {
    const next = configured({ www: checked('192.0.2.2', '192.0.2.3') }, ['alias.test']);
    const records = (zone: string) => [
      `- www.${zone}. 60 IN A 192.0.2.1`,
      `+ www.${zone}. 60 IN A 192.0.2.3`,
    ];
    expect(foresee(next)).to.deep.equal([
      'alias.test. (alias of example.test. changed: -1 +1 records)',
      ...records('alias.test'),
      'example.test. (zone changed: -1 +1 records)',
      ...records('example.test'),
      '1 check would begin; until tried, taken as passing',
      '1 check would end',
    ]);
  });

  it('finds zones that appear and go', () => {
    const lines = foresee([...configured({ www: checked('192.0.2.1') }), ...configured({}, [], 'new.test')]);
    expect(lines).to.deep.equal([
      'alias.test. (alias of example.test. removed: -2 +0 records)',
      '- alias.test. 1800 IN NS ns.elsewhere.test.',
      '- www.alias.test. 60 IN A 192.0.2.1',
      'new.test. (zone added: -0 +1 records)',
      '+ new.test. 1800 IN NS ns.elsewhere.test.',
      '1 check would end',
    ]);
  });

  it('shows so many records, and counts the others', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`n${index}`, ['192.0.2.1']]));
    const lines = foresee(configured({ www: checked('192.0.2.1', '192.0.2.2'), ...many }, ['alias.test']));
    expect(lines.filter((line) => line.startsWith('+'))).to.have.length(2 * 101);
    expect(lines).to.include('+ and 50 more');
  });

  for (const [what, more] of Object.entries({
    'may have': { transfer: '{"allow": ["192.0.2.54"]}' },
    'may change': { update: '[{"key": "acme.", "names": ["_acme-challenge.**"]}]' },
  })) {
    it(`tells that others ${what} zones, though no record differs`, () => {
      const names = { www: checked('192.0.2.1', '192.0.2.2') };
      expect(foresee(configured(names, ['alias.test'], 'example.test', more))).to.deep.equal([
        'no record would change',
        'transfer or update settings would change: example.test.',
      ]);
    });
  }

  it('does not tell of other words for nobody', () => {
    const names = { www: checked('192.0.2.1', '192.0.2.2') };
    const nobody = { transfer: '{"allow": []}', update: '[]' };
    expect(foresee(configured(names, ['alias.test'], 'example.test', nobody))).to.deep.equal([
      'no record would change',
    ]);
  });

  it('shows so many zones, and counts the others', () => {
    const zones = Array.from({ length: 130 }, (_, index) => configured({}, [], `z${index}.test`)).flat();
    expect(foresee([...served, ...zones])).to.include('and 30 more zones');
  });
});
