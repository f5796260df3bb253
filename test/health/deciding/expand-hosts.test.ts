// A name with hosts, once their addresses are known.

import { expect } from 'chai';
import { printCheck } from '../../../src/health/deciding/check.ts';
import { expandHosts } from '../../../src/health/deciding/expand-hosts.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { configOf } from '../../support/daemon/read-findings.ts';

function resolutionOf(entry: unknown) {
  const [resolution] = configOf({ 'zone-resolutions': JSON.stringify({ www: entry }) }).resolutions;
  if (resolution === undefined) throw new Error('there is no name');
  return resolution;
}

const hosts: Readonly<Record<string, readonly string[]>> = {
  app: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  other: ['192.0.2.2', '192.0.2.3'],
};
const addressesOf = (host: string) => (hosts[host] ?? []).flatMap((text) => parseIpAddress(text) ?? []);
const shown = (candidates: ReturnType<typeof resolutionOf>['candidates'] = []) =>
  candidates.map(
    ({ address, check, host }) => `${host ?? '-'} ${check === undefined ? address.text : printCheck(check)}`,
  );

describe('expandHosts', () => {
  it('checks each address like one that was written', () => {
    const { candidates } = expandHosts(
      resolutionOf({ ips: ['192.0.2.9', { host: 'app' }], health_port: 80 }),
      addressesOf,
    );
    expect(shown(candidates)).to.deep.equal([
      '- tcp 192.0.2.9:80',
      'app tcp 192.0.2.1:80',
      'app tcp 192.0.2.2:80',
      'app tcp [2001:db8::1]:80',
    ]);
  });

  it('has an address once, however many hosts have it, and never as its own backup', () => {
    const entry = {
      ips: ['192.0.2.1', { host: 'app', family: 4 }],
      backup: [{ host: 'other' }],
      health_port: 80,
    };
    const { candidates, backups } = expandHosts(resolutionOf(entry), addressesOf);
    expect(shown(candidates)).to.deep.equal(['- tcp 192.0.2.1:80', 'app tcp 192.0.2.2:80']);
    expect(shown(backups)).to.deep.equal(['other tcp 192.0.2.3:80']);
  });

  it('takes only the families that the check has a source for', () => {
    const check = { type: 'tcp', port: 80, source: '198.51.100.1' };
    const { candidates } = expandHosts(resolutionOf({ ips: [{ host: 'app' }], check }), addressesOf);
    expect(candidates.map(({ address }) => address.family)).to.deep.equal([4, 4]);
  });

  it('counts a share of the addresses that there are', () => {
    const configured = resolutionOf({ ips: [{ host: 'app' }], health_port: 80, min_healthy: '50%' });
    expect(expandHosts(configured, addressesOf).healthyMin).to.equal(2);
    expect(expandHosts(configured, () => []).healthyMin).to.equal(1);
    const counted = resolutionOf({ ips: [{ host: 'app' }], health_port: 80, min_healthy: 9 });
    expect(expandHosts(counted, addressesOf).healthyMin).to.equal(9);
  });

  it('is the same object as long as nothing differs, and another one when something does', () => {
    const configured = resolutionOf({ ips: [{ host: 'app' }], backup: ['192.0.2.8'], health_port: 80 });
    const first = expandHosts(configured, addressesOf);
    expect(expandHosts(configured, addressesOf, first)).to.equal(first);
    const second = expandHosts(configured, () => addressesOf('other'), first);
    expect(second).not.to.equal(first);
    expect(second.backups).to.equal(configured.backups);
  });

  it('leaves a name without hosts as it is', () => {
    const configured = resolutionOf(['192.0.2.1']);
    expect(expandHosts(configured, addressesOf)).to.equal(configured);
  });
});
