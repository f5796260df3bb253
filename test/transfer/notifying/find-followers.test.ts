// Who is told of which zone: whom the configuration names, and the name servers that are not ourselves.

import { expect } from 'chai';
import type { TransferSettings } from '../../../src/config/zones/transfer-settings.ts';
import { findFollowers } from '../../../src/transfer/notifying/find-followers.ts';
import { findOwnAddresses } from '../../../src/transfer/notifying/own-addresses.ts';
import { labelOf } from '../../../src/transfer/secondaries/secondary.ts';
import { type Endpoint, parseEndpoint } from '../../../src/wire/endpoint.ts';
import { type IpAddress, parseIpAddress } from '../../../src/wire/ip-address.ts';
import type { Name } from '../../../src/wire/name.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { makeZone, nameOf } from '../../support/dns/make-zone.ts';

const endpoint = (text: string): Endpoint => parseEndpoint(text) ?? expect.fail();
const address = (text: string): IpAddress => parseIpAddress(text) ?? expect.fail();

const addresses: Readonly<Record<string, readonly string[]>> = {
  'ns1.test': ['192.0.2.1'],
  'ns2.test': ['192.0.2.2', '2001:db8::2'],
  'ns3.test': ['192.0.2.3', '192.0.2.2'],
};

const ofMachine: ReadonlySet<string> = new Set(['192.0.2.2', '2001:db8::2']);

function followersOf(
  transfer: TransferSettings,
  listening: readonly string[] = [],
): Record<string, string[]> {
  const { content } = configOf({ 'alias-zones': '["alias.test"]' }).zones[0] ?? expect.fail();
  const byName = new Map(
    Object.entries(addresses).map(([name, texts]) => [nameOf(name), texts.map(address)]),
  );
  const zoneOf = (apex: Name) => ({ ...makeZone({}, { ns: ['ns1.test', 'ns2.test', 'ns3.test'] }), apex });
  const own = findOwnAddresses(listening.map(endpoint), ({ text }) => ofMachine.has(text));
  const found = findFollowers([{ content, transfer }], {
    zoneOf,
    addressesOf: (host) => byName.get(host) ?? [],
    own,
  });
  return Object.fromEntries(
    [...found].map(([apex, peers]) => [
      apex === nameOf('alias.test') ? 'alias' : 'hosted',
      peers.map(labelOf),
    ]),
  );
}

describe('findFollowers', () => {
  const named = [
    { endpoint: endpoint('192.0.2.54:53') },
    { endpoint: endpoint('192.0.2.3:5353'), key: nameOf('xfr') },
  ];
  const byServers: TransferSettings = { allow: [], notify: [], notifiesServers: true };

  it('names those of the configuration, for a zone and its aliases', () => {
    const labels = ['192.0.2.54:53', '192.0.2.3:5353 (key xfr.)'];
    expect(followersOf({ allow: [], notify: named, notifiesServers: false })).to.deep.equal({
      hosted: labels,
      alias: labels,
    });
  });

  it('names nobody where nobody is to be told', () => {
    expect(followersOf({ allow: [{}], notify: [], notifiesServers: false })).to.deep.equal({});
  });

  it('names each address of the name servers once, but not of the one that the SOA names', () => {
    expect(followersOf(byServers)['hosted']).to.deep.equal([
      '192.0.2.2:53',
      '[2001:db8::2]:53',
      '192.0.2.3:53',
    ]);
  });

  it('tells a name server that is configured as configured, and not twice', () => {
    expect(followersOf({ allow: [], notify: named, notifiesServers: true })['hosted']).to.deep.equal([
      '192.0.2.54:53',
      '192.0.2.3:5353 (key xfr.)',
      '192.0.2.2:53',
      '[2001:db8::2]:53',
    ]);
  });

  it('leaves out the addresses on which we listen, on whichever port', () => {
    expect(followersOf(byServers, ['192.0.2.3:5300'])['hosted']).to.deep.equal([
      '192.0.2.2:53',
      '[2001:db8::2]:53',
    ]);
  });

  it('leaves out all addresses of this machine when we listen on all', () => {
    expect(followersOf(byServers, ['0.0.0.0:53'])['hosted']).to.deep.equal(['192.0.2.3:53']);
  });

  it('tells another server on this machine, on another port, if it is configured', () => {
    const other = { endpoint: endpoint('192.0.2.2:5353') };
    const settings = { allow: [], notify: [other], notifiesServers: false };
    expect(followersOf(settings, ['[::]:53'])['hosted']).to.deep.equal(['192.0.2.2:5353']);
    expect(followersOf(settings, ['[::]:5353'])['hosted']).to.equal(undefined);
  });

  it('leaves out one that is configured only if it is our port as well', () => {
    const settings = { allow: [], notify: named, notifiesServers: false };
    expect(followersOf(settings, ['192.0.2.54:5300'])['hosted']).to.have.length(2);
    expect(followersOf(settings, ['192.0.2.54:53'])['hosted']).to.have.length(1);
  });
});
