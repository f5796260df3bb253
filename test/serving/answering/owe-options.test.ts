// What clients ask for by options of EDNS, and records make room for.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { createAnswerer } from '../../../src/serving/answering/answer-query.ts';
import { uncounted } from '../../../src/serving/answering/own-question.ts';
import { createOwnClient } from '../../../src/serving/client.ts';
import { usualPolicy } from '../../../src/serving/policy.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { datagramOctetsMax } from '../../../src/wire/message-format.ts';
import { serverIdOctetsMax } from '../../../src/wire/protocol.ts';

const rootSoa = [0, 0, 6, 0, 1];
const longName = [
  ...Array.from({ length: 3 }, () => [63, ...Array(63).fill(0x61)]).flat(),
  61,
  ...Array(61).fill(0x62),
  0,
];
const nsidOption = [0, 3, 0, 0];

function query(question: readonly number[], options: readonly number[], payload = 1232): Uint8Array {
  const header = [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
  const opt = [0, 0, 41, payload >> 8, payload & 255, 0, 0, 0, 0, 0, options.length];
  return Uint8Array.from([...header, ...question, ...opt, ...options]);
}

describe('oweOptions', () => {
  const rules = new Rules();
  const answer = createAnswerer(uncounted(), { rules, explains: false });
  const { image } = new Snapshot();
  const ask = (packet: Uint8Array) => {
    const reply = { octets: new Uint8Array(datagramOctetsMax), length: 0 };
    answer(image, createOwnClient('udp'), packet, packet.length, reply);
    return [...reply.octets.subarray(0, reply.length)];
  };
  const serverId = (text: string) =>
    rules.apply({ ...usualPolicy, serverId: new TextEncoder().encode(text) });

  it('says who answers when asked for NSID', () => {
    serverId('ns1');
    expect(ask(query(rootSoa, nsidOption)).slice(-9)).to.deep.equal([0, 7, 0, 3, 0, 3, 0x6e, 0x73, 0x31]);
  });

  it('does not say it unasked', () => {
    serverId('ns1');
    expect(ask(query(rootSoa, [])).slice(-2)).to.deep.equal([0, 0]);
  });

  it('says nothing where the operator has given no name', () => {
    rules.apply(usualPolicy);
    expect(ask(query(rootSoa, nsidOption)).slice(-2)).to.deep.equal([0, 0]);
  });

  it('says it in no error that is longer for it than what needs a valid cookie', () => {
    const policy = { ...usualPolicy, serverId: new TextEncoder().encode('ns1') };
    const [notify, wholeOctets] = [query(rootSoa, nsidOption).with(2, 0x20), 35];
    rules.apply({ ...policy, cookieNeededAboveOctets: wholeOctets });
    expect(ask(notify)).to.have.length(wholeOctets);
    rules.apply({ ...policy, cookieNeededAboveOctets: wholeOctets - 1 });
    expect(ask(notify)).to.have.length(28);
  });

  it('fits the longest name of a server behind the longest question into 512 octets', () => {
    serverId('x'.repeat(serverIdOctetsMax));
    const reply = ask(query([...longName, 0, 1, 0, 1], nsidOption, 512));
    expect(reply.length).to.be.within(259 + serverIdOctetsMax, 512);
    expect(reply.slice(-serverIdOctetsMax)).to.deep.equal(Array(serverIdOctetsMax).fill(0x78));
  });

  describe('asked for a time to keep connections (RFC 7828)', () => {
    const keepalive = [0, 11, 0, 0];
    const over = (transport: Transport, options: readonly number[], tenths: number) => {
      rules.idleTenths = tenths;
      const packet = query(rootSoa, options);
      const reply = { octets: new Uint8Array(65_535), length: 0 };
      answer(image, createOwnClient(transport), packet, packet.length, reply);
      return [...reply.octets.subarray(0, reply.length)];
    };
    const codeOf = (reply: readonly number[]) => (reply[3] ?? 0) & 15;
    afterEach(() => {
      rules.idleTenths = -1;
    });

    it('§3.3.2: says how long one may be idle now, over TCP', () => {
      expect(over('tcp', keepalive, 100).slice(-8)).to.deep.equal([0, 6, 0, 11, 0, 2, 0, 100]);
      expect(over('tcp', keepalive, 0).slice(-8)).to.deep.equal([0, 6, 0, 11, 0, 2, 0, 0]);
    });

    it('says it to nobody who did not ask', () => {
      expect(over('tcp', [], 100).slice(-2)).to.deep.equal([0, 0]);
    });

    it('§3.2.1: has no answer for a client that names a time itself', () => {
      const reply = over('tcp', [0, 11, 0, 2, 0, 50], 100);
      expect(codeOf(reply)).to.equal(1);
      expect(reply.slice(-2)).to.deep.equal([0, 0]);
    });

    it('§3.3.1: means nothing over UDP, whatever it says', () => {
      for (const option of [keepalive, [0, 11, 0, 2, 0, 50]]) {
        const reply = over('udp', option, -1);
        expect(codeOf(reply)).to.equal(5);
        expect(reply.slice(-2)).to.deep.equal([0, 0]);
      }
    });
  });
});
