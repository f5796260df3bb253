// RFC 7830 and 8467: replies over TLS are as long as others, for who pads its queries.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { createAnswerer, type Room } from '../../../src/serving/answering/answer-query.ts';
import { notAuthoritative } from '../../../src/serving/answering/explanations.ts';
import { uncounted } from '../../../src/serving/answering/own-question.ts';
import { createOwnClient } from '../../../src/serving/client.ts';
import { usualPolicy } from '../../../src/serving/policy.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { messageOctetsMax } from '../../../src/wire/message-format.ts';
import { serverIdOctetsMax } from '../../../src/wire/protocol.ts';

const padding = [0, 12, 0, 3, 0, 0, 0];
const nsid = [0, 3, 0, 0];

function query(options: readonly number[]): Uint8Array {
  const header = [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1];
  const opt = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, options.length];
  return Uint8Array.from([...header, 0, 0, 6, 0, 1, ...opt, ...options]);
}

describe('padding', () => {
  const rules = new Rules();
  const room: Room = { octets: 0 };
  const answer = createAnswerer(uncounted(), { rules, room });
  const { image } = new Snapshot();

  function ask(transport: Transport, options: readonly number[]): Uint8Array {
    // Where an earlier reply stood.
    const reply = { octets: new Uint8Array(messageOctetsMax).fill(0xee), length: 0 };
    const packet = query(options);
    answer(image, createOwnClient(transport), packet, packet.length, reply);
    return reply.octets.subarray(0, reply.length);
  }

  beforeEach(() => {
    room.octets = 0;
    rules.apply(usualPolicy);
  });

  it('makes a reply 468 octets long, with zeros', () => {
    const reply = ask('tls', padding);
    expect(reply).to.have.length(468);
    // Behind the header, the question, OPT without options, and why it was refused.
    const optionAt = 12 + 5 + 11 + notAuthoritative.length;
    const zerosAt = optionAt + 4;
    const dataOctets = 468 - zerosAt;
    expect([...reply.subarray(optionAt, zerosAt)]).to.deep.equal([0, 12, dataOctets >> 8, dataOctets & 255]);
    expect(reply.subarray(zerosAt).every((octet) => octet === 0)).to.equal(true);
  });

  it('counts other options', () => {
    rules.apply({ ...usualPolicy, serverId: new Uint8Array(serverIdOctetsMax) });
    expect(ask('tls', [...nsid, ...padding])).to.have.length(468);
  });

  it('leaves a signed reply as long as others', () => {
    room.octets = 100;
    expect(ask('tls', padding)).to.have.length(368);
  });

  it('is not for who does not pad, nor for who is not encrypted', () => {
    for (const [transport, options] of [
      ['tls', []],
      ['tls', nsid],
      ['tcp', padding],
      ['udp', padding],
    ] as const)
      expect(ask(transport, options), transport).to.have.length(28 + notAuthoritative.length);
  });
});
