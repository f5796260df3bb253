// RFC 4034: Resource Records for the DNS Security Extensions: the contents of DNSKEY, RRSIG and NSEC

import { expect } from 'chai';
import { datasOf, type SignedDaemon, startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { keyFile } from '../support/dns/key-file.ts';
import { allAlgorithms } from '../support/dns/make-signing-key.ts';
import { compareSlowly, splitLabels } from '../support/dns/plain-order.ts';
import { readSignature } from '../support/dns/verify-zone.ts';
import { walkName } from '../support/dns/walk-message.ts';

const type = { A: 1, NS: 2, SOA: 6, AAAA: 28, RRSIG: 46, NSEC: 47, DNSKEY: 48, CDS: 59, CDNSKEY: 60 };

describe('RFC 4034', () => {
  let daemon: SignedDaemon;
  before(async () => {
    daemon = await startSignedDaemon('nsec', {
      ns: ['ns1.example.test', 'NS.Elsewhere.test'],
      names: {
        '@': ['192.0.2.9'],
        ns1: ['192.0.2.53'],
        WWW: ['192.0.2.2', '192.0.2.1', '2001:db8::1'],
        '*.Wild': ['192.0.2.3'],
        'a.deep.name': ['192.0.2.4'],
        // Nothing listens on it.
        down: { ips: ['127.0.23.35'], health_port: 1 },
      },
      flags: { ttl: '77', 'test-timeout': '0.5' },
    });
  });
  after(() => daemon.stop());

  const signatureOf = async (name: string, of: number) => {
    const reply = await daemon.ask(name, of);
    const found = datasOf(reply, 'answer', type.RRSIG).map((data) => readSignature(data.toString('latin1')));
    const [signature] = found;
    if (signature === undefined || found.length > 1) throw new Error('there is one signature');
    return { reply, signature };
  };

  for (const algorithm of allAlgorithms) {
    it(`§2.1: publishes a zone key with protocol 3, algorithm ${algorithm}`, async () => {
      const own = await startSignedDaemon('nsec', {}, keyFile(algorithm));
      try {
        const reply = await own.ask('example.test', type.DNSKEY);
        const [key, ...others] = datasOf(reply, 'answer', type.DNSKEY);
        expect(others).to.have.lengthOf(0);
        expect([key?.readUInt16BE(0), key?.readUInt8(2), key?.readUInt8(3)]).to.deep.equal([
          257,
          3,
          algorithm,
        ]);
        expect(reply.complaints).to.deep.equal([]);
      } finally {
        await own.stop();
      }
    });
  }

  it('§3: gives an RRSIG the class and TTL of the RRset that it covers', async () => {
    for (const [name, of, ttl] of [
      ['www.example.test', type.A, 77],
      ['www.example.test', type.AAAA, 77],
      ['example.test', type.SOA, 1800],
      ['example.test', type.DNSKEY, 1800],
    ] as const) {
      const { reply } = await signatureOf(name, of);
      const records = reply.walked.records.filter(({ section }) => section === 'answer');
      expect(records.map((record) => [record.class, record.ttl])).to.deep.equal(records.map(() => [1, ttl]));
    }
  });

  it('§3.1.1 to §3.1.7: fills in the fields of an RRSIG', async () => {
    const { signature } = await signatureOf('www.example.test', type.A);
    const { key } = daemon.file;
    expect(signature).to.include({ type: type.A, algorithm: 13, labels: 3, ttl: 77, tag: key.keyTag });
    expect(signature.signer).to.equal('\x07example\x04test\0');
    const now = Date.now() / 1000;
    expect(signature.inception).to.be.below(now);
    expect(signature.expiration).to.be.above(now + signature.ttl);
    expect(signature.signature).to.have.lengthOf(64);
  });

  it('§3.1.3: does not count the asterisk of a wildcard, whether asked for or matched', async () => {
    for (const name of ['*.wild.example.test', 'x.wild.example.test', 'a.b.c.wild.example.test']) {
      const { reply, signature } = await signatureOf(name, type.A);
      expect(signature.labels, name).to.equal(3);
      expect(reply.complaints).to.deep.equal([]);
    }
  });

  it('§3.1.7, §4.1.1: compresses neither the signer nor the next name', async () => {
    const reply = await daemon.ask('www.example.test', type.NSEC);
    for (const data of datasOf(reply, 'answer', type.NSEC)) {
      expect(walkName(data, 0).end).to.be.at.most(data.length);
    }
    for (const data of datasOf(reply, 'answer', type.RRSIG)) {
      expect(data.subarray(18, 18 + 14).toString('latin1')).to.equal('\x07example\x04test\0');
    }
  });

  it('§4.1.1, §6.1: leads from name to name in canonical order, through all of them and back to the apex', async () => {
    const start = '\x07example\x04test\0';
    const visited: string[] = [];
    for (let name = start; visited.length < 50; ) {
      visited.push(name);
      const text = splitLabels(name).join('.');
      const reply = await daemon.ask(text, type.NSEC);
      expect(reply.complaints, text).to.deep.equal([]);
      const [data] = datasOf(reply, 'answer', type.NSEC);
      if (data === undefined) throw new Error(`${text} has an NSEC`);
      name = walkName(data, 0).name;
      if (name === start) break;
    }
    expect(visited).to.deep.equal([...visited].sort(compareSlowly));
    const owners = visited.map((name) => splitLabels(name).slice(0, -2).join('.'));
    expect(owners).to.deep.equal(['', 'down', 'a.deep.name', 'ns1', '*.wild', 'www']);
  });

  it('§4.1.2: lists the types of the name in its NSEC', async () => {
    for (const [name, types] of [
      ['', [type.A, type.NS, type.SOA, type.RRSIG, type.NSEC, type.DNSKEY, type.CDS, type.CDNSKEY]],
      ['www.', [type.A, type.AAAA, type.RRSIG, type.NSEC]],
      ['*.wild.', [type.A, type.RRSIG, type.NSEC]],
      ['down.', [type.RRSIG, type.NSEC]],
    ] as const) {
      const reply = await daemon.ask(`${name}example.test`, type.NSEC);
      const [data = Buffer.alloc(0)] = datasOf(reply, 'answer', type.NSEC);
      const bitmap = data.subarray(walkName(data, 0).end);
      expect(bitmap.readUInt8(0), 'block').to.equal(0);
      expect(bitmap.length, 'no zero octets at its end').to.equal(2 + Math.floor(Math.max(...types) / 8) + 1);
      const found = Array.from({ length: 256 }, (_, of) => of).filter(
        (of) => ((bitmap[2 + (of >> 3)] ?? 0) & (0x80 >> (of & 7))) !== 0,
      );
      expect(found).to.deep.equal([...types]);
    }
  });

  it('§6.2: signs lower-case names, in whatever case they are asked for or were configured', async () => {
    for (const name of ['www.example.test', 'WWW.EXAMPLE.TEST', 'wWw.eXample.tEst', 'X.WILD.example.TEST']) {
      expect((await daemon.ask(name, type.A)).complaints, name).to.deep.equal([]);
    }
    expect((await daemon.ask('EXAMPLE.test', type.NS)).complaints).to.deep.equal([]);
  });

  it('§6.3: verifies in whatever order the addresses come', async () => {
    const firsts = new Set<string>();
    for (let turn = 0; turn < 4; turn++) {
      const reply = await daemon.ask('www.example.test', type.A, {}, 'udp');
      expect(reply.complaints).to.deep.equal([]);
      firsts.add(reply.answers[0] ?? '');
    }
    expect(firsts.size).to.equal(2);
  });
});
