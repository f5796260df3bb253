// RFC 9432, catalog zones: what secondaries rely on, in the zone as it is transferred.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { keyFile } from '../support/dns/key-file.ts';

const member = /^([0-9a-f]{1,63})\.zones\.catalog\.test$/;

describe('RFC 9432', () => {
  let server: ReloadableDaemon;
  let records: readonly (readonly string[])[];
  before(async () => {
    server = await startReloadableDaemon({
      names: { www: ['192.0.2.1'] },
      aliases: ['alias.test', 'other.test'],
      flags: {
        transfer: '{"allow": ["127.0.0.0/8"]}',
        catalog: 'catalog.test',
        'priv-key-path': keyFile().path,
      },
    });
    const { answers } = await queryTcp(server.port, 'catalog.test', { type: RecordType.AXFR });
    records = answers.map((record) => record.split(' '));
  });
  after(stopDaemons);

  const dataOf = (type: string) =>
    records.filter((record) => record[2] === type).map(([name, , , ...data]) => [name, data.join(' ')]);

  it('§3: is an ordinary zone, with an SOA of a serial like any other', async () => {
    expect(dataOf('SOA')).to.have.length(2);
    const soa = await queryUdp(server.port, 'catalog.test', { type: RecordType.SOA });
    expect(soa.answers).to.deep.equal([records[0]?.join(' ')]);
  });

  it('§4: has one NS record, "invalid."', () => {
    expect(dataOf('NS')).to.deep.equal([['catalog.test', 'invalid']]);
  });

  it('§4.1: has one PTR record for each zone, alone at its name', () => {
    const members = dataOf('PTR');
    expect(members.map(([, zone]) => zone)).to.have.members(['example.test', 'alias.test', 'other.test']);
    for (const [name = ''] of members) {
      expect(name).to.match(member);
      expect(records.filter(([owner]) => owner === name)).to.have.length(1);
    }
  });

  it('§4.2.1: has one TXT record, its version, which is 2', () => {
    expect(dataOf('TXT').map(([name]) => name)).to.deep.equal(['version.catalog.test']);
    // One string of one octet.
    expect(dataOf('TXT')[0]?.[1]).to.equal(JSON.stringify([Buffer.from('2')]));
  });

  it('has nothing else, no signatures among it', () => {
    expect(records.map((record) => record[2])).to.have.members([
      ...['SOA', 'NS', 'TXT', 'SOA'],
      ...['PTR', 'PTR', 'PTR'],
    ]);
  });
});
