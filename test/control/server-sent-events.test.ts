// Server-sent events as they arrive: in any pieces.

import { expect } from 'chai';
import { ServerSentEvents } from '../../src/control/server-sent-events.ts';

describe('server-sent events', () => {
  const text =
    ': hello\n\nid: 1\nevent: happening\ndata: {"a":1}\n\ndata: x\ndata:  y\n\nevent: lonely\n\nid: 2\ndata\n\nunknown: z\n';
  const events = [
    { id: '1', type: 'happening', data: '{"a":1}' },
    { id: undefined, type: 'message', data: 'x\n y' },
    { id: '2', type: 'message', data: '' },
  ];

  for (const size of [1, 2, 7, 1000])
    it(`are the same in pieces of ${size}`, () => {
      const reader = new ServerSentEvents();
      const found = [];
      for (let start = 0; start < text.length; start += size)
        found.push(...reader.read(text.slice(start, start + size)));
      expect(found).to.deep.equal(events);
    });

  it('are refused when one never ends', () => {
    const reader = new ServerSentEvents();
    const piece = `data: ${'x'.repeat(1024 * 1024)}\n`;
    const feed = () => {
      for (let count = 0; count < 100; count++) [...reader.read(piece)];
    };
    expect(feed).to.throw('an event is too long');
  });
});
