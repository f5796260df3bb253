// Where history is kept.

import { expect } from 'chai';
import { historyPath } from '../../../src/config/settings/read-history.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('--history', () => {
  const places: readonly [string | undefined, string | undefined, string | undefined][] = [
    [undefined, '/var/lib/healthy-dns', '/var/lib/healthy-dns/history'],
    [undefined, undefined, undefined],
    ['off', '/var/lib/healthy-dns', undefined],
    [' OFF ', '/var/lib/healthy-dns', undefined],
    ['/srv/history', '/var/lib/healthy-dns', '/srv/history'],
    ['/srv/history/', undefined, '/srv/history'],
  ];
  for (const [given, stateDirectory, path] of places)
    it(`means ${path ?? 'memory'} when it is ${given ?? 'not given'} and the service has ${stateDirectory ?? 'no state directory'}`, () => {
      const { history } = configOf(given === undefined ? {} : { history: given });
      expect(historyPath(history, stateDirectory)).to.equal(path);
    });

  for (const text of ['', 'of', '90d'])
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(findingsOf({ history: text })).to.deep.equal([
        `error: history: "${text}" is neither off nor the path of a directory, which has a slash`,
      ]);
    });
});
