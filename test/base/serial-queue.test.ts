import { expect } from 'chai';
import { SerialQueue } from '../../src/base/serial-queue.ts';

/** A promise that the test settles itself. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

describe('SerialQueue', () => {
  it('runs a synchronous act at once when idle and returns its bare value', () => {
    const queue = new SerialQueue();
    expect(queue.run(() => 1)).to.equal(1);
    expect(queue.run(() => 2)).to.equal(2);
  });

  it('throws what a synchronous act throws, and is idle again', () => {
    const queue = new SerialQueue();
    const act = () => {
      throw new Error('broken');
    };
    expect(() => queue.run(act)).to.throw('broken');
    expect(queue.run(() => 1)).to.equal(1);
  });

  it('starts an asynchronous act at once when idle', async () => {
    const queue = new SerialQueue();
    let hasStarted = false;
    const result = queue.run(async () => {
      hasStarted = true;
      return 1;
    });
    expect(hasStarted).to.equal(true);
    expect(await result).to.equal(1);
  });

  it('runs acts one after the other, in the order in which they came', async () => {
    const queue = new SerialQueue();
    const first = deferred<void>();
    const third = deferred<void>();
    const events: string[] = [];
    const all = [
      queue.run(async () => {
        events.push('first begins');
        await first.promise;
        events.push('first ends');
      }),
      queue.run(() => {
        events.push('second');
      }),
      queue.run(async () => {
        events.push('third begins');
        await third.promise;
        events.push('third ends');
      }),
      queue.run(() => {
        events.push('fourth');
      }),
    ];
    expect(events).to.deep.equal(['first begins']);
    first.resolve();
    await all[1];
    third.resolve();
    await Promise.all(all);
    expect(events).to.deep.equal([
      'first begins',
      'first ends',
      'second',
      'third begins',
      'third ends',
      'fourth',
    ]);
  });

  it('hands a failure to the one who asked, and goes on', async () => {
    const queue = new SerialQueue();
    const first = deferred<number>();
    const failed = queue.run(() => first.promise);
    const thrown = queue.run((): number => {
      throw new Error('thrown');
    });
    const rejected = queue.run(() => Promise.reject(new Error('rejected')));
    const last = queue.run(() => 4);
    first.reject(new Error('failed'));
    const outcomes = await Promise.allSettled([failed, thrown, rejected, last]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(queue.run(() => 5)).to.equal(5);
  });

  it('is idle again once a promise has settled', async () => {
    const queue = new SerialQueue();
    await queue.run(async () => 1);
    expect(queue.run(() => 2)).to.equal(2);
  });

  it('lets an act asked for by the running act wait for its end', async () => {
    const queue = new SerialQueue();
    const events: string[] = [];
    let inner: unknown;
    queue.run(() => {
      inner = queue.run(() => {
        events.push('inner');
      });
      events.push('outer');
    });
    await inner;
    expect(events).to.deep.equal(['outer', 'inner']);
  });

  it('runs many synchronous acts that waited without exhausting the stack', async () => {
    const queue = new SerialQueue();
    const first = deferred<void>();
    void queue.run(() => first.promise);
    let count = 0;
    const acts = Array.from({ length: 20_000 }, () => queue.run(() => count++));
    first.resolve();
    await Promise.all(acts);
    expect(count).to.equal(20_000);
  });

  it('comes to what was asked for last after the failures too', async () => {
    const queue = new SerialQueue();
    const first = deferred<void>();
    const failed = queue.run(() => first.promise).catch(() => 'caught');
    let hasSettled = false;
    const settled = Promise.resolve(
      queue.run(() => {
        hasSettled = true;
      }),
    );
    expect(hasSettled).to.equal(false);
    first.reject(new Error('failed'));
    await settled;
    expect(await failed).to.equal('caught');
  });
});
