// The flags about verdicts: when our own network is suspect, and what counts as flapping.

import { expect } from 'chai';
import { printEndpoint } from '../../../src/wire/endpoint.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('the flags about health', () => {
  const anchorsOf = (anchor: string | readonly string[]) =>
    configOf({ anchor }).health.doubt?.anchors.map(printEndpoint);

  it('take anchors of both families, each once', () => {
    const given = ['192.0.2.1:443', '[2001:DB8::1]:53', ' 192.0.2.1:443 '];
    expect(anchorsOf(given)).to.deep.equal(['192.0.2.1:443', '[2001:db8::1]:53']);
    expect(anchorsOf('192.0.2.1:443')).to.deep.equal(['192.0.2.1:443']);
  });

  it('take anchors from a variable, separated with commas', () => {
    const { doubt } = configOf({}, { HEALTHY_DNS_ANCHOR: '192.0.2.1:443,[2001:db8::1]:53' }).health;
    expect(doubt?.anchors.map(printEndpoint)).to.deep.equal(['192.0.2.1:443', '[2001:db8::1]:53']);
  });

  for (const bad of ['192.0.2.1', 'gw.example.test:443', '192.0.2.1:0', '2001:db8::1:443', ':443', '']) {
    it(`refuse "${bad}" as an anchor, and say what one looks like`, () => {
      expect(findingsOf({ anchor: ['192.0.2.1:443', bad] })).to.deep.equal([
        `error: anchor: "${bad}" is not an IP address with a port such as 192.0.2.1:443 or [2001:db8::1]:443`,
      ]);
    });
  }

  it('refuse more anchors than anybody needs', () => {
    const anchor = Array.from({ length: 17 }, (_, i) => `192.0.2.${i}:443`);
    expect(findingsOf({ anchor })).to.deep.equal([
      'error: anchor: is given 17 times; at most 16 are allowed',
    ]);
  });

  it('take shares, counts and seconds', () => {
    const config = configOf({ 'mass-failure': '0.8', 'flap-limit': '10', 'flap-window': '90.5' });
    expect(config.health.doubt?.massFailure).to.equal(0.8);
    expect(config.flapping).to.deep.equal({ limit: 10, windowMs: 90_500 });
    expect(configOf({ 'flap-limit': '0' }).flapping.limit).to.equal(0);
  });

  for (const [flag, bad] of [
    ['mass-failure', '1.1'],
    ['mass-failure', '50%'],
    ['mass-failure', '-0.1'],
    ['flap-limit', '1.5'],
    ['flap-limit', '1001'],
    ['flap-window', '0'],
  ] as const) {
    it(`refuse --${flag} ${bad}`, () => {
      const [finding = '', ...others] = findingsOf({ [flag]: bad });
      expect(finding).to.match(
        new RegExp(`^error: ${flag}: "${bad}" is not a .* from [0-9.]+ to [0-9]+(; units are .+)?$`),
      );
      expect(others).to.deep.equal([]);
    });
  }

  it('warn of anchors that are never asked', () => {
    const { warnings } = configOf({ 'mass-failure': '1', anchor: '192.0.2.1:443' });
    expect(warnings.map(({ path }) => path)).to.deep.equal(['anchor']);
  });
});
