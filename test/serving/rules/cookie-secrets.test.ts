import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { writeSipKey } from '../../../src/base/sip-hash.ts';
import {
  CookieSecrets,
  cookieSecretsMax,
  shareCookieSecrets,
  storeCookieSecrets,
} from '../../../src/serving/rules/cookie-secrets.ts';
import { until } from '../../support/until.ts';

const secretOf = (fill: number) => new Uint8Array(16).fill(fill);

function keyOf(fill: number): number[] {
  const key = new Int32Array(4);
  writeSipKey(secretOf(fill), key, 0);
  return [...key];
}

describe('CookieSecrets', () => {
  it('has none at first', () => {
    expect(new CookieSecrets(shareCookieSecrets()).count).to.equal(0);
  });

  it('sees what another thread stored before and, once refreshed, what it stores after', () => {
    const memory = shareCookieSecrets();
    storeCookieSecrets(memory, [secretOf(1)]);
    const secrets = new CookieSecrets(memory);
    storeCookieSecrets(memory, [secretOf(2), secretOf(1)]);
    expect([secrets.count, ...secrets.keys.subarray(0, 4)]).to.deep.equal([1, ...keyOf(1)]);
    secrets.refresh();
    expect([secrets.count, ...secrets.keys.subarray(0, 8)]).to.deep.equal([2, ...keyOf(2), ...keyOf(1)]);
  });

  it('keeps what it has while new ones are being written', () => {
    const memory = shareCookieSecrets();
    storeCookieSecrets(memory, [secretOf(1)]);
    const secrets = new CookieSecrets(memory);
    const words = new Int32Array(memory);
    Atomics.add(words, 0, 1);
    words.fill(77, 1);
    secrets.refresh();
    expect([secrets.count, ...secrets.keys.subarray(0, 4)]).to.deep.equal([1, ...keyOf(1)]);
  });

  it('never has half of one and half of another, however often they change', async () => {
    const memory = shareCookieSecrets();
    storeCookieSecrets(memory, [secretOf(1)]);
    const reader = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(({ CookieSecrets }) => {
        const secrets = new CookieSecrets(workerData.memory);
        // It may have begun while they were being written, and has none yet.
        while (secrets.count === 0) secrets.refresh();
        const seen = new Set();
        for (let round = 0; round < 200000; round++) {
          secrets.refresh();
          seen.add([secrets.count, ...secrets.keys].join());
        }
        parentPort.postMessage([...seen]);
      });`;
    const module = new URL('../../../src/serving/rules/cookie-secrets.js', import.meta.url).href;
    const worker = new Worker(reader, { eval: true, workerData: { module, memory } });
    let seen: readonly string[] | undefined;
    worker.once('message', (found) => {
      seen = found;
    });
    const [one, others] = [[secretOf(1)], Array.from({ length: cookieSecretsMax }, () => secretOf(2))];
    await until('it has looked often enough', () => {
      for (let round = 0; round < 2000; round++) storeCookieSecrets(memory, round % 2 === 0 ? others : one);
      return seen !== undefined;
    });
    const whole = [
      [1, ...keyOf(1), ...Array(12).fill(0)].join(),
      [4, ...keyOf(2), ...keyOf(2), ...keyOf(2), ...keyOf(2)].join(),
    ];
    expect(seen).to.have.lengthOf.at.least(1);
    for (const found of seen ?? []) expect(whole).to.include(found);
  });

  it('forgets secrets that are gone, and takes no more than there is room for', () => {
    const memory = shareCookieSecrets();
    storeCookieSecrets(
      memory,
      Array.from({ length: cookieSecretsMax + 3 }, (_, at) => secretOf(at)),
    );
    const secrets = new CookieSecrets(memory);
    expect(secrets.count).to.equal(cookieSecretsMax);
    storeCookieSecrets(memory, [secretOf(9)]);
    secrets.refresh();
    expect([secrets.count, ...secrets.keys.subarray(4)]).to.deep.equal([1, ...Array(12).fill(0)]);
  });
});
