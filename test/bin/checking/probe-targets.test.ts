import { expect } from 'chai';
import {
  listAnchors,
  listTargets,
  printProbed,
  probeTargets,
} from '../../../src/bin/checking/probe-targets.ts';
import type { Outcome } from '../../../src/health/outcome.ts';
import { tcpTarget } from '../../../src/health/target.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import { configOf } from '../../support/daemon/read-findings.ts';

const names = {
  www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80 },
  api: { ips: ['192.0.2.1'], health_port: 80, backup: ['192.0.2.3'] },
  plain: ['192.0.2.9'],
};
const { resolutions } = configOf({ 'zone-resolutions': JSON.stringify(names) });
const passed: Outcome = { kind: 'success', tookMs: 1.26 };
const refused: Outcome = { kind: 'failure', reason: 'refused', detail: 'ECONNREFUSED' };
const exhausted: Outcome = { kind: 'inconclusive', detail: 'EMFILE' };
const address = (host: number): IpAddress => ({ family: 4, text: `192.0.2.${host}` });

describe('check --probe', () => {
  it('tries each target once, however many names depend on it', () => {
    const listed = listTargets(resolutions).map(({ target, names: users }) => [target.key, users]);
    expect(listed).to.deep.equal([
      ['tcp 192.0.2.1:80', ['www.example.test.', 'api.example.test.']],
      ['tcp 192.0.2.2:80', ['www.example.test.']],
      ['tcp 192.0.2.3:80', ['api.example.test.']],
    ]);
  });

  it('keeps the order of the configuration, whichever probe ends first', async () => {
    const targets = listTargets(resolutions);
    const waiting: (() => void)[] = [];
    const probing = probeTargets(targets, 1000, (target, _timeoutMs, report) => {
      waiting.unshift(() => report(target.address.text === '192.0.2.2' ? refused : passed));
      if (waiting.length === targets.length) for (const end of waiting) setImmediate(end);
      return () => undefined;
    });
    const probed = await probing;
    expect(probed.map(({ target }) => target)).to.deep.equal(targets.map(({ target }) => target));
    expect(probed.map(({ outcome }) => outcome.kind)).to.deep.equal(['success', 'failure', 'success']);
  });

  it('has so many probes under way and no more', async () => {
    const many = Array.from({ length: 500 }, (_, port) => ({
      target: tcpTarget(address(1), port + 1),
      names: [],
    }));
    let underWay = 0;
    let most = 0;
    await probeTargets(many, 1000, (_target, _timeoutMs, report) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay--;
        report(passed);
      });
      return () => undefined;
    });
    expect(most).to.equal(64);
  });

  it('tries again what could not be tried, and not for ever', async () => {
    let tries = 0;
    const [probed] = await probeTargets(
      [{ target: tcpTarget(address(1), 80), names: [] }],
      1000,
      (_, __, report) => {
        tries++;
        setImmediate(() => report(exhausted));
        return () => undefined;
      },
    );
    expect(tries).to.equal(3);
    expect(probed?.outcome).to.deep.equal(exhausted);
  });

  it('gives a target its own time', async () => {
    const paced = configOf({
      'zone-resolutions':
        '{"www": {"ips": ["192.0.2.1"], "check": {"type": "tcp", "port": 80, "timeout": 7}}}',
    });
    const given: number[] = [];
    await probeTargets(listTargets(paced.resolutions), 1000, (_target, timeoutMs, report) => {
      given.push(timeoutMs);
      setImmediate(() => report(passed));
      return () => undefined;
    });
    expect(given).to.deep.equal([7000]);
  });

  it('prints what failed first, and how many passed', () => {
    const [first, second, third] = listTargets(resolutions);
    const [anchor] = listAnchors([{ address: address(53), port: 53 }]);
    if (!first || !second || !third || !anchor) throw new Error('there are three targets and an anchor');
    const text = printProbed([
      { ...first, outcome: passed },
      { ...second, outcome: refused },
      { ...third, names: ['a.', 'b.', 'c.', 'd.', 'e.'], outcome: exhausted },
      { ...anchor, outcome: passed },
    ]);
    expect(text.trimEnd().split('\n')).to.deep.equal([
      'CHECK              NOW        BECAUSE             NAMES',
      'tcp 192.0.2.2:80   FAILED     refused             www.example.test.',
      'tcp 192.0.2.3:80   not tried  EMFILE              a. b. c. and 2 more',
      'tcp 192.0.2.1:80   passed     accepted in 1.3 ms  www.example.test. api.example.test.',
      'tcp 192.0.2.53:53  passed     accepted in 1.3 ms  (an anchor)',
      '',
      '2 of 4 checks passed',
    ]);
  });

  it('says so when there is nothing to try', () => {
    expect(printProbed([])).to.equal('no name has a check\n');
  });
});
