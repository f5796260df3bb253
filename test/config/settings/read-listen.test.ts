// Where to listen, and with which engine.

import { expect } from 'chai';
import { printEndpoint } from '../../../src/wire/endpoint.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('--listen and --port', () => {
  it('mean both families and port 53053 unless told otherwise', () => {
    const { endpoints, isDefault } = configOf().listen;
    expect(endpoints.map(printEndpoint)).to.deep.equal(['[::]:53053', '0.0.0.0:53053']);
    expect(isDefault).to.equal(true);
  });

  it('name addresses, all with the same port', () => {
    const { endpoints, isDefault } = configOf({ listen: ['192.0.2.1', '2001:DB8::1'], port: '53' }).listen;
    expect(endpoints.map(printEndpoint)).to.deep.equal(['192.0.2.1:53', '[2001:db8::1]:53']);
    expect(isDefault).to.equal(false);
  });

  it('take port 0, for any that is free, and none above 65535', () => {
    expect(configOf({ port: '0' }).listen.endpoints[0]?.port).to.equal(0);
    expect(findingsOf({ port: '65536' })).to.deep.equal([
      'error: port: "65536" is not a port number from 0 to 65535',
    ]);
  });
});

describe('--udp-engine and --udp-workers', () => {
  it('leave the choice to the daemon, with at most four threads', () => {
    const { engine, workers } = configOf().udp;
    expect(engine).to.equal('auto');
    expect(workers).to.be.within(1, 4);
  });

  it('mean the main thread with dgram', () => {
    expect(configOf({ 'udp-engine': 'dgram' }).udp).to.deep.equal({ engine: 'dgram', workers: 0 });
  });

  const bad: readonly (readonly [string, string, string])[] = [
    ['batch', '0', 'is 0, but the batch engine needs a thread of its own; give at least 1'],
    ['dgram', '2', 'is 2, but the dgram engine runs on the main thread; leave the flag out'],
    ['auto', '65', '"65" is not a whole number from 0 to 64'],
  ];
  for (const [engine, workers, message] of bad) {
    it(`refuse ${workers} workers with ${engine}`, () =>
      expect(findingsOf({ 'udp-engine': engine, 'udp-workers': workers })).to.deep.equal([
        `error: udp-workers: ${message}`,
      ]));
  }
});
