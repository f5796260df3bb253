import { expect } from 'chai';
import { printSharing } from '../../../src/bin/checking/print-sharing.ts';
import { configOf } from '../../support/daemon/read-findings.ts';

describe('below a zone, check', () => {
  it('says nothing where nobody follows or changes it', () => {
    expect(printSharing(configOf().zones[0] ?? expect.fail())).to.equal('');
    const [closed = expect.fail()] = configOf({ transfer: '{"allow": []}', update: '[]' }).zones;
    expect(printSharing(closed)).to.equal('');
  });

  it('says who may have it, who is told, and who may change what', () => {
    const [zone = expect.fail()] = configOf({
      transfer:
        '{allow: [{key: xfr}, 192.0.2.0/24, {address: 192.0.2.54, key: xfr}], notify: [ns, 192.0.2.54, {address: "2001:db8::1", key: xfr}]}',
      update:
        '[{key: acme, names: ["_acme-challenge.**", host], types: [TXT], max-ttl: 5m}, {key: dyn, names: "*.dyn"}]',
    }).zones;
    expect(printSharing(zone).split('\n')).to.deep.equal([
      '; may be had whole by anybody with the key xfr., 192.0.2.0/24, 192.0.2.54 with the key xfr.',
      '; changes are told to its name servers, 192.0.2.54:53, [2001:db8::1]:53 with the key xfr.',
      '; acme. may change TXT records of _acme-challenge.**, host: at most 100, with TTLs of at most 300 s',
      '; dyn. may change records of *.dyn: at most 100, with TTLs of at most 3600 s',
      '',
    ]);
  });

  it('says that nobody may have a zone of which others are told', () => {
    const [zone = expect.fail()] = configOf({ transfer: '{"notify": ["ns"]}' }).zones;
    expect(printSharing(zone).split('\n')[0]).to.equal('; may be had whole by nobody');
  });
});
