// Control frames octet by octet, as the specification of frame streams has them, and whatever else a peer may send.

import { expect } from 'chai';
import {
  ControlFrames,
  ControlType,
  controlFrame,
  dnstapContentType,
  writeDataFrame,
} from '../../../src/query-log/dnstap/frame-stream.ts';

const contentType = Buffer.from(dnstapContentType).toString('hex');

describe('controlFrame', () => {
  it('has a length, a type, and perhaps a type of content', () => {
    expect(controlFrame(ControlType.stop).toString('hex')).to.equal('000000000000000400000003');
    expect(controlFrame(ControlType.ready, dnstapContentType).toString('hex')).to.equal(
      `00000000000000220000000400000001${'00000016'}${contentType}`,
    );
  });
});

describe('writeDataFrame', () => {
  it('writes a length and the octets', () => {
    const to = Buffer.alloc(10);
    expect(writeDataFrame(Uint8Array.of(1, 2, 3), to, 2)).to.equal(9);
    expect(to.toString('hex')).to.equal('0000000000030102' + '0300');
  });
});

describe('ControlFrames', () => {
  const accept = controlFrame(ControlType.accept, dnstapContentType);
  const finish = controlFrame(ControlType.finish);

  it('hears frames however they are cut', () => {
    const all = Buffer.concat([accept, finish]);
    for (let cut = 0; cut <= all.length; cut++) {
      const frames = new ControlFrames();
      const heard = [...frames.hear(all.subarray(0, cut)), ...frames.hear(all.subarray(cut))];
      expect(heard).to.deep.equal([
        { type: ControlType.accept, contentTypes: [dnstapContentType] },
        { type: ControlType.finish, contentTypes: [] },
      ]);
    }
  });

  it('passes over fields that it does not know', () => {
    const frame = Buffer.from('0000000000000010000000010000000900000004deadbeef', 'hex');
    expect(new ControlFrames().hear(frame)).to.deep.equal([{ type: 1, contentTypes: [] }]);
  });

  for (const [what, frame] of [
    ['data', '0000000400000001'],
    ['a frame without a type', '0000000000000003000000'],
    ['a frame that is too long', '00000000ffffffff'],
    ['a field that is cut off', '0000000000000008000000010000000100000016'],
    ['a field that reaches beyond its frame', '000000000000000c000000010000000100000016'],
    ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request').toString('hex')],
  ] as const)
    it(`takes ${what} for broken`, () => {
      expect(new ControlFrames().hear(Buffer.from(frame, 'hex')).at(-1)).to.equal('broken');
    });
});
