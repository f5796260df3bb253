// Master files for people and for the tools of other servers.

import { expect } from 'chai';
import { signZone } from '../../src/signing/zone-signer.ts';
import { printRecordType, RecordType } from '../../src/wire/protocol.ts';
import { joinRdata, nsRdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { buildZone } from '../../src/zone/build-zone.ts';
import { printZone } from '../../src/zone/print-zone.ts';
import { checkZoneFile, needNamedCheckzone } from '../support/dns/check-zone-file.ts';
import { makeRecords, makeZone, nameOf, ownerOf } from '../support/dns/make-zone.ts';
import { nowSeconds, settingsOf } from '../support/worlds/signed-world.ts';

const zone = makeZone(
  {
    www: ['192.0.2.2', '192.0.2.1', '2001:db8::1'],
    '@': ['192.0.2.9'],
    ns1: ['192.0.2.53', '2001:db8::53'],
    'a.deep.name': ['192.0.2.3'],
    '*.wild': ['192.0.2.4'],
    '*': ['192.0.2.5'],
    down: [],
  },
  { serial: 2026, ns: ['ns1.example.test', 'ns.elsewhere.test'] },
);

describe('printZone', () => {
  it('prints one record a line, names in canonical order, SOA and NS first, and no empty names', () => {
    expect(printZone(zone).split('\n')).to.deep.equal([
      '$ORIGIN example.test.',
      'example.test.\t1800\tIN\tSOA\tns1.example.test. hostmaster.example.test. 2026 600 60 604800 30',
      'example.test.\t1800\tIN\tNS\tns.elsewhere.test.',
      'example.test.\t1800\tIN\tNS\tns1.example.test.',
      'example.test.\t60\tIN\tA\t192.0.2.9',
      '*.example.test.\t60\tIN\tA\t192.0.2.5',
      'a.deep.name.example.test.\t60\tIN\tA\t192.0.2.3',
      'ns1.example.test.\t60\tIN\tA\t192.0.2.53',
      'ns1.example.test.\t60\tIN\tAAAA\t2001:db8::53',
      '*.wild.example.test.\t60\tIN\tA\t192.0.2.4',
      'www.example.test.\t60\tIN\tA\t192.0.2.1',
      'www.example.test.\t60\tIN\tA\t192.0.2.2',
      'www.example.test.\t60\tIN\tAAAA\t2001:db8::1',
      '',
    ]);
  });

  it('prints glue, where it stands among the other names, and nothing below a DNAME', () => {
    const frame = makeZone({});
    const ns = makeRRset(RecordType.NS, 60, [nsRdata(nameOf('ns.child.example.test'))]);
    const dname = makeRRset(RecordType.DNAME, 60, [joinRdata(nameOf('example.net'))]);
    const addresses = makeRecords({ child: ['192.0.2.7'], 'ns.child': ['192.0.2.8'], z: ['192.0.2.9'] });
    const records = new Map([
      ...addresses,
      ...makeRecords({ 'hidden.moved': ['192.0.2.10'] }),
      [ownerOf('child'), [...(addresses.get(ownerOf('child')) ?? []), ns]],
      [ownerOf('moved'), [dname]],
    ]);
    const lines = printZone(buildZone(frame, records)).split('\n').slice(3);
    expect(lines.filter((line) => !line.includes('DNAME'))).to.deep.equal([
      'child.example.test.\t60\tIN\tNS\tns.child.example.test.',
      'child.example.test.\t60\tIN\tA\t192.0.2.7',
      'ns.child.example.test.\t60\tIN\tA\t192.0.2.8',
      'z.example.test.\t60\tIN\tA\t192.0.2.9',
      '',
    ]);
  });

  it('prints the signature behind each RRset, and the denial record of a name last', async () => {
    const small = makeZone({ www: ['192.0.2.1', '192.0.2.2'] }, { serial: 2026 });
    const signed = await signZone(small, settingsOf(), nowSeconds);
    const types = (text: string) =>
      text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) =>
          line
            .split('\t')
            .slice(3)
            .join(' ')
            .split(' ')
            .slice(0, line.includes('RRSIG\t') ? 2 : 1)
            .join(' '),
        );
    expect(types(printZone(signed))).to.deep.equal([
      ...['SOA', 'RRSIG SOA', 'NS', 'RRSIG NS', 'DNSKEY', 'RRSIG DNSKEY', 'CDS', 'RRSIG CDS'],
      ...['CDNSKEY', 'RRSIG CDNSKEY', 'NSEC', 'RRSIG NSEC'],
      ...['A', 'A', 'RRSIG A', 'NSEC', 'RRSIG NSEC'],
    ]);
    const hashed = printZone(await signZone(small, settingsOf('nsec3'), nowSeconds));
    expect(types(hashed).slice(-4)).to.deep.equal(['NSEC3', 'RRSIG NSEC3', 'NSEC3', 'RRSIG NSEC3']);
  });

  it('prints comments behind records', () => {
    const text = printZone(zone, (_name, type) =>
      printRecordType(type) === 'AAAA' ? 'while up' : undefined,
    );
    const remarked = text.split('\n').filter((line) => line.includes(';'));
    expect(remarked).to.deep.equal([
      'ns1.example.test.\t60\tIN\tAAAA\t2001:db8::53\t; while up',
      'www.example.test.\t60\tIN\tAAAA\t2001:db8::1\t; while up',
    ]);
  });

  it('prints what named-checkzone accepts', function () {
    needNamedCheckzone(this);
    const { isAccepted, output } = checkZoneFile(
      'example.test',
      printZone(zone, () => 'a remark; with (signs) "in" it'),
    );
    expect(isAccepted, output).to.equal(true);
    expect(output).to.include('loaded serial 2026');
    expect(output).not.to.match(/warning|error/i);
  });

  it('would not be accepted with a name server in the zone that has no address', function () {
    needNamedCheckzone(this);
    const broken = printZone(makeZone({}, { ns: ['ns1.example.test'] }));
    expect(checkZoneFile('example.test', broken).isAccepted).to.equal(false);
  });
});
