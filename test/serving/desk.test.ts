// Permits at the desk: how many datagrams may be with an attendant, and how fast others may follow.

import { expect } from 'chai';
import type { Attended } from '../../src/serving/attendant.ts';
import { createOwnClient } from '../../src/serving/client.ts';
import { Counter, CounterTable, countAt } from '../../src/serving/counters.ts';
import { Desk } from '../../src/serving/desk.ts';
import { isOpen, takePermit } from '../../src/serving/desk-words.ts';
import { FakeClock } from '../support/fake-clock.ts';

const client = createOwnClient('udp');
const packet = new Uint8Array(12);
const reply = Uint8Array.of(0, 0, 0x80, 5, 0, 0, 0, 0, 0, 0, 0, 0);

describe('Desk', () => {
  let clock: FakeClock;
  let desk: Desk;
  let sent: Uint8Array[];
  const row = new CounterTable().addRow();
  beforeEach(() => {
    clock = new FakeClock();
    desk = new Desk(row, clock);
    sent = [];
  });

  function permitsLeft(): number {
    let count = 0;
    while (takePermit(desk.words)) count++;
    return count;
  }

  function attendAll(attend: () => Attended): number {
    desk.open({ attend });
    const count = permitsLeft();
    for (let i = 0; i < count; i++) desk.attendDatagram(client, packet, (octets) => sent.push(octets));
    return count;
  }

  it('is closed at first, and open while somebody attends', () => {
    expect(isOpen(desk.words)).to.equal(false);
    desk.open({ attend: () => undefined });
    expect(isOpen(desk.words)).to.equal(true);
    desk.close();
    expect(isOpen(desk.words)).to.equal(false);
  });

  it('lets as many through as there are permits, and so many again after a while, however fast they are done', () => {
    const count = attendAll(() => reply);
    expect([count, sent.length]).to.deep.equal([60, 60]);
    clock.advance(19);
    expect(permitsLeft()).to.equal(0);
    clock.advance(1);
    expect(permitsLeft()).to.equal(60);
    clock.advance(1000);
    expect(permitsLeft()).to.equal(0);
  });

  it('gives a permit back when the reply is there, or nobody waits for it any more', async () => {
    let settle: ((octets: Uint8Array) => void) | undefined;
    attendAll(
      () =>
        new Promise((resolve) => {
          settle = resolve;
        }),
    );
    clock.advance(5000);
    expect(permitsLeft()).to.equal(0);
    settle?.(reply);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(20);
    expect([permitsLeft(), sent.length]).to.deep.equal([1, 1]);
    clock.advance(4980);
    clock.advance(20);
    expect([permitsLeft(), sent.length]).to.deep.equal([59, 1]);
  });

  it('sends nothing that comes too late, and survives a promise that fails', async () => {
    let settle: ((octets: Uint8Array) => void) | undefined;
    const promises: Attended[] = [
      new Promise((resolve) => {
        settle = resolve;
      }),
      Promise.reject(new Error('on purpose')),
      Promise.resolve(undefined),
    ];
    attendAll(() => promises.shift());
    clock.advance(10_000);
    settle?.(reply);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(20);
    expect([permitsLeft(), sent.length]).to.deep.equal([60, 0]);
    clock.advance(60_000);
    expect(permitsLeft()).to.equal(0);
  });

  it('leaves what was handed over before it was closed without an answer', () => {
    attendAll(() => reply);
    desk.close();
    clock.advance(20);
    const count = permitsLeft();
    for (let i = 0; i < count; i++) desk.attendDatagram(client, packet, (octets) => sent.push(octets));
    expect(sent).to.have.length(60);
    clock.advance(20);
    expect(permitsLeft()).to.equal(60);
  });

  it('counts the replies by their code', async () => {
    const before = countAt(row, Counter.replies + 5);
    desk.open({ attend: () => reply });
    desk.attend(client, packet);
    desk.open({ attend: () => Promise.resolve(reply) });
    await desk.attend(client, packet);
    expect(countAt(row, Counter.replies + 5) - before).to.equal(2);
  });

  it('counts a truncated reply as one', () => {
    const before = countAt(row, Counter.truncated);
    desk.open({ attend: () => Uint8Array.of(0, 0, 0x82, 0, 0, 0, 0, 0, 0, 0, 0, 0) });
    desk.attend(client, packet);
    desk.open({ attend: () => reply });
    desk.attend(client, packet);
    expect(countAt(row, Counter.truncated) - before).to.equal(1);
  });
});
