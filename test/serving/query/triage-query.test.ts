// What a query's octets say, and which code its faults deserve: the order of looks, case by case.

import { expect } from 'chai';
import { hashOctets } from '../../../src/answers/hash-name.ts';
import { createQueryView } from '../../../src/serving/query/query-view.ts';
import { triageQuery } from '../../../src/serving/query/triage-query.ts';
import { encodeName, encodeOpt, makeQuery, type QuerySettings } from '../../support/dns/dns-client.ts';

const [noError, formErr, notImp, refused, badVers] = [0, 1, 4, 5, 16] as const;
const [dropShort, dropResponse] = ['drops, being too short,', 'drops, being a response,'] as const;
const name = 'www.example.test';
const view = createQueryView();

/** The code that it found, or why there is to be no reply. */
function triage(packet: Uint8Array): number | string {
  const result = triageQuery(packet, packet.length, view);
  if (result === 'drop short') return dropShort;
  if (result === 'drop response') return dropResponse;
  if (result === 'notify') return 'takes for a notification';
  if (result === 'about us') return 'takes for a question about us';
  expect(result === 'look up').to.equal(view.code === noError);
  return view.code;
}

const opt = encodeOpt({});
const soa = Buffer.concat([encodeName('example.test'), Buffer.from('000600010000000000020000', 'hex')]);
const tsig = Buffer.concat([encodeName('key'), Buffer.from('00fa00ff000000000000', 'hex')]);

describe('triageQuery', () => {
  const table: readonly (readonly [string, Uint8Array, number | string])[] = [
    ['a plain query', makeQuery(name), noError],
    ['a query for the root', makeQuery('.'), noError],
    ['RD, AD, CD and the spare bit', makeQuery(name, { flags: 0x0170 }), noError],
    ['an RCODE in a query', makeQuery(name, { flags: 0x000f }), noError],
    ['AA and TC in a query', makeQuery(name, { flags: 0x0600 }), noError],
    ['nothing at all', new Uint8Array(), dropShort],
    ['eleven octets', makeQuery(name).subarray(0, 11), dropShort],
    ['a response', makeQuery(name, { flags: 0x8000 }), dropResponse],
    ['a response of another opcode', makeQuery(name, { flags: 0x8000, opcode: 5 }), dropResponse],
    ['a lone header', makeQuery(name).subarray(0, 12), formErr],
    ['a header that counts no question', makeQuery(name, { counts: [0, 0, 0, 0] }).subarray(0, 12), formErr],
    ['two questions', makeQuery(name, { counts: [2, 0, 0, 0], tail: makeQuery(name).subarray(12) }), formErr],
    ['256 questions', makeQuery(name, { counts: [256, 0, 0, 0] }), formErr],
    ['an answer', makeQuery(name, { counts: [1, 1, 0, 0], tail: soa }), formErr],
    ['an authority record', makeQuery(name, { counts: [1, 0, 1, 0], tail: soa }), formErr],
    [
      'three additional records',
      makeQuery(name, { counts: [1, 0, 0, 3], tail: Buffer.concat([opt, tsig, tsig]) }),
      formErr,
    ],
    ['a name that is cut off', makeQuery(name).subarray(0, 20), formErr],
    ['a question without its class', makeQuery(name).subarray(0, -1), formErr],
    ['an octet too many', makeQuery(name, { tail: Uint8Array.of(0) }), formErr],
    ['a record that is not there', makeQuery(name, { counts: [1, 0, 0, 1] }), formErr],
    [
      'a record that is cut off',
      makeQuery(name, { counts: [1, 0, 0, 1], tail: opt.subarray(0, -1) }),
      formErr,
    ],
    ['a pointer in the question', makeQuery('', { tail: Uint8Array.of() }).fill(0xc0, 12, 13), formErr],
    ['a label of kind 01', makeQuery('a').fill(0x41, 12, 13), formErr],
    ['a label of kind 10', makeQuery('a').fill(0x81, 12, 13), formErr],
    ['OPT', makeQuery(name, { edns: {} }), noError],
    ['OPT and TSIG', makeQuery(name, { counts: [1, 0, 0, 2], tail: Buffer.concat([opt, tsig]) }), noError],
    ['two OPT', makeQuery(name, { counts: [1, 0, 0, 2], tail: Buffer.concat([opt, opt]) }), formErr],
    [
      'an OPT with an owner',
      makeQuery(name, { counts: [1, 0, 0, 1], tail: Buffer.concat([Buffer.from([1, 97]), opt]) }),
      formErr,
    ],
    [
      'an OPT that a pointer owns',
      makeQuery(name, {
        counts: [1, 0, 0, 1],
        tail: Buffer.concat([Buffer.from([0xc0, 12]), opt.subarray(1)]),
      }),
      formErr,
    ],
    ['EDNS options that fit', makeQuery(name, { edns: { options: [[65_001, Buffer.alloc(3)]] } }), noError],
    [
      'an EDNS option that does not fit',
      makeQuery(name, { counts: [1, 0, 0, 1], tail: optWith('ffff0004000000') }),
      formErr,
    ],
    ['half an EDNS option', makeQuery(name, { counts: [1, 0, 0, 1], tail: optWith('ffff00') }), formErr],
    ['another version of EDNS', makeQuery(name, { edns: { version: 1 } }), badVers],
    [
      'another version of EDNS, and its options are as they like',
      makeQuery(name, { counts: [1, 0, 0, 1], tail: optWith('ff', 1) }),
      badVers,
    ],
    ['another class', makeQuery(name, { class: 4 }), refused],
    ['class CH', makeQuery(name, { class: 3 }), 'takes for a question about us'],
    ['class ANY', makeQuery(name, { class: 255 }), refused],
    ['AXFR', makeQuery(name, { type: 252 }), refused],
    ['IXFR', makeQuery(name, { type: 251 }), refused],
    [
      'IXFR with the SOA that the client has',
      makeQuery(name, { type: 251, counts: [1, 0, 1, 0], tail: soa }),
      refused,
    ],
    [
      'IXFR with OPT among the authorities',
      makeQuery(name, { type: 251, counts: [1, 0, 1, 0], tail: opt }),
      formErr,
    ],
    ['a question for OPT', makeQuery(name, { type: 41 }), formErr],
    ['a question for TSIG', makeQuery(name, { type: 250 }), formErr],
    ['a question for TKEY', makeQuery(name, { type: 249 }), formErr],
    ['a question for MAILB', makeQuery(name, { type: 253 }), notImp],
    ['a question for MAILA', makeQuery(name, { type: 254 }), notImp],
    ['a question for ANY', makeQuery(name, { type: 255 }), noError],
    ['a question for an unknown type', makeQuery(name, { type: 65_280 }), noError],
    ['NOTIFY', makeQuery(name, { opcode: 4, type: 6 }), 'takes for a notification'],
    [
      'NOTIFY with the new SOA',
      makeQuery(name, { opcode: 4, type: 6, counts: [1, 1, 0, 0], tail: soa }),
      'takes for a notification',
    ],
    ['NOTIFY of another type', makeQuery(name, { opcode: 4, type: 1 }), formErr],
    [
      'NOTIFY without a question',
      makeQuery(name, { opcode: 4, counts: [0, 0, 0, 0] }).subarray(0, 12),
      formErr,
    ],
    [
      'NOTIFY with five hints',
      makeQuery(name, {
        opcode: 4,
        type: 6,
        counts: [1, 5, 0, 0],
        tail: Buffer.concat([soa, soa, soa, soa, soa]),
      }),
      formErr,
    ],
    ['NOTIFY that is cut off', makeQuery(name, { opcode: 4, type: 6, counts: [1, 1, 0, 0] }), formErr],
    ['NOTIFY with noise behind', makeQuery(name, { opcode: 4, type: 6, tail: Uint8Array.of(0) }), formErr],
    ['TSIG before OPT', makeQuery(name, { counts: [1, 0, 0, 2], tail: Buffer.concat([tsig, opt]) }), formErr],
    ['two TSIG', makeQuery(name, { counts: [1, 0, 0, 2], tail: Buffer.concat([tsig, tsig]) }), formErr],
    ['TSIG among the authorities', makeQuery(name, { type: 251, counts: [1, 0, 1, 0], tail: tsig }), formErr],
    ['UPDATE', makeQuery(name, { opcode: 5, type: 6 }), notImp],
    [
      'an opcode that nobody knows, and noise behind',
      makeQuery(name, { opcode: 15, tail: Buffer.alloc(9, 255) }),
      notImp,
    ],
  ];
  for (const [what, packet, code] of table) {
    it(`${typeof code === 'string' ? code : `says ${code} to`} ${what}`, () =>
      expect(triage(packet)).to.equal(code));
  }

  it('reads a name of 255 octets and 127 labels, and none that is longer', () => {
    expect(triage(makeQuery('a.'.repeat(127)))).to.equal(noError);
    expect(view).to.include({ nameOctets: 255, labelCount: 127 });
    expect(triage(makeQuery('a.'.repeat(128)))).to.equal(formErr);
    expect(triage(makeQuery(`${'a.'.repeat(126)}bb`))).to.equal(formErr);
    expect(triage(makeQuery([63, 63, 63, 61].map((count) => 'x'.repeat(count)).join('.')))).to.equal(noError);
    expect(view.nameOctets).to.equal(255);
    expect(triage(makeQuery([63, 63, 63, 62].map((count) => 'x'.repeat(count)).join('.')))).to.equal(formErr);
  });

  it('fills in what was asked, in lower case, with the hash of it', () => {
    expect(triage(makeQuery('WwW.Example\u00c4@[`{Z.TEST', { type: 28 }))).to.equal(noError);
    const expected = encodeName('www.example\u00c4@[`{z.test');
    expect(view.name.subarray(0, view.nameOctets)).to.deep.equal(new Uint8Array(expected));
    expect(view.hash).to.equal(hashOctets(expected, 0, expected.length));
    expect(view).to.include({
      type: 28,
      recordClass: 1,
      labelCount: 3,
      questionEnd: 12 + expected.length + 4,
    });
    expect([...view.labelStarts.subarray(0, 3)]).to.deep.equal([0, 4, 18]);
  });

  const payloads: readonly (readonly [number, number])[] = [
    [0, 512],
    [511, 512],
    [512, 512],
    [513, 513],
    [65_535, 65_535],
  ];
  for (const [payload, room] of payloads) {
    it(`takes an EDNS payload of ${payload} for ${room} octets (RFC 6891 §6.2.3)`, () => {
      triage(makeQuery(name, { edns: { payload } }));
      expect(view).to.include({ hasEdns: true, payloadOctets: room });
    });
  }

  it('forgets everything about the query before', () => {
    const settings: QuerySettings = { edns: { payload: 4096, dnssecOk: true } };
    triage(makeQuery(name, settings));
    expect(view).to.include({ hasEdns: true, payloadOctets: 4096, wantsDnssec: true });
    triage(makeQuery('x'));
    expect(view).to.include({ hasEdns: false, payloadOctets: 512, wantsDnssec: false, questionEnd: 19 });
    triage(makeQuery(name, { opcode: 5 }));
    expect(view.questionEnd).to.equal(12);
    triage(makeQuery(name).subarray(0, 15));
    expect(view.questionEnd).to.equal(12);
  });

  it('echoes the question of a query whose rest is malformed, and its OPT when that was read', () => {
    triage(makeQuery(name, { counts: [1, 1, 0, 0], tail: soa }));
    expect(view).to.include({ questionEnd: makeQuery(name).length, hasEdns: false });
    triage(makeQuery(name, { edns: {}, tail: Uint8Array.of(1) }));
    expect(view).to.include({ questionEnd: makeQuery(name).length, hasEdns: true });
  });

  it('reads the OPT of what it refuses for other reasons, as far as it can be walked to', () => {
    const tail = encodeOpt({ payload: 4096, dnssecOk: true });
    for (const packet of [
      makeQuery(name, { opcode: 5, counts: [1, 0, 1, 1], tail: Buffer.concat([soa, tail]) }),
      makeQuery(name, { counts: [1, 1, 0, 1], tail: Buffer.concat([soa, tail]) }),
      makeQuery(name, { counts: [1, 0, 0, 3], tail: Buffer.concat([tsig, tsig, tail]) }),
      Buffer.concat([makeQuery('', { counts: [0, 0, 0, 1] }).subarray(0, 12), tail]),
    ]) {
      triage(packet);
      expect(view).to.include({ hasEdns: true, payloadOctets: 4096, wantsDnssec: true });
      triage(packet.subarray(0, -1));
      expect(view).to.include({ hasEdns: false, payloadOctets: 512, wantsDnssec: false });
    }
  });

  it('walks no further than the packet goes, whatever it counts', () => {
    const all = [65_535, 65_535, 65_535, 65_535] as const;
    expect(triage(makeQuery(name, { opcode: 5, counts: all }))).to.equal(notImp);
    // 16,000 questions for the root, which is all that a message can hold.
    const roots = Buffer.alloc(13 * 1024 * 5, Uint8Array.of(0, 0, 1, 0, 1)).subarray(0, 65_000);
    const full = Buffer.concat([makeQuery('', { counts: all }).subarray(0, 12), roots]);
    expect(triage(full)).to.equal(formErr);
    expect(view.hasEdns).to.equal(false);
  });
});

function optWith(data: string, version = 0): Buffer {
  const octets = Buffer.from(data, 'hex');
  const head = Buffer.from(encodeOpt({ version }));
  head.writeUInt16BE(octets.length, 9);
  return Buffer.concat([head, octets]);
}
