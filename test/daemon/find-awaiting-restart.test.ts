// What a reload cannot change, and that it says so.

import { expect } from 'chai';
import { printFinding } from '../../src/config/findings/finding.ts';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import { findAwaitingRestart } from '../../src/daemon/find-awaiting-restart.ts';
import { configOf } from '../support/daemon/start-reloadable-daemon.ts';

describe('findAwaitingRestart', () => {
  const wayOut = 'takes effect at the next start; restart the daemon to apply it, until then it stays';
  const started = { 'udp-engine': 'auto', 'runtime-directory': '/run/one' };
  const { workers } = configOf({ flags: started }).udp;
  const cases: readonly (readonly [string, CommandLine, readonly string[]])[] = [
    ['nothing of what is the same', {}, []],
    ['nothing of what reloads apply', { ttl: '30', http: '127.0.0.1:9353' }, []],
    ['another engine', { 'udp-engine': 'dgram', 'udp-workers': '0' }, [`udp-engine: dgram ${wayOut} auto`]],
    ['nothing of the engine that runs already', { 'udp-engine': 'batch' }, []],
    ['another number of workers', { 'udp-workers': '63' }, [`udp-workers: 63 ${wayOut} ${workers}`]],
    [
      'another runtime directory',
      { 'runtime-directory': '/run/two' },
      [`runtime-directory: /run/two ${wayOut} /run/one`],
    ],
    ['nothing of history, which a reload moves', { history: '/srv/h' }, []],
    ['nothing of history that is off now', { history: 'off' }, []],
  ];
  for (const [what, flags, said] of cases)
    it(`says ${what}`, () => {
      const found = findAwaitingRestart(
        { config: configOf({ flags: started }), engine: 'batch' },
        configOf({ flags: { ...started, ...flags } }),
      );
      expect(found.map(printFinding)).to.deep.equal(said.map((line) => `warning: ${line}`));
    });

  it('does not take the usual runtime directory for a choice', () => {
    const { 'runtime-directory': _, ...others } = started;
    const config = configOf({ flags: started });
    const found = findAwaitingRestart({ config, engine: 'batch' }, configOf({ flags: others }));
    expect(found).to.deep.equal([]);
  });
});
