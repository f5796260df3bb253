// The process has its own account and no capabilities, and systemd-analyze still rates the unit as it did.

import { show } from '../inside.ts';
import type { Step } from './step.ts';

const exposureMax = 1.1;
/** systemd.exec(5): the range of dynamic accounts. */
const dynamicUids = { first: 61_184, last: 65_519 };

export const confinement: Step = async (machine, report) => {
  const pid = await show(machine, 'MainPID');
  const { stdout } = await machine.run(`cat /proc/${pid}/status`);
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(stdout)?.[1] ?? 'missing';
  const uid = Number(field('Uid'));
  report.check('runs as a dynamic user', uid >= dynamicUids.first && uid <= dynamicUids.last, uid);
  for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapBnd', 'CapAmb']) {
    report.check(`has no capability in ${set}`, /^0+$/.test(field(set)), field(set));
  }
  report.check('cannot gain privileges', field('NoNewPrivs') === '1', field('NoNewPrivs'));
  report.check('has a system call filter', field('Seccomp') === '2', field('Seccomp'));
  const analysis = await machine.run('systemd-analyze security --no-pager healthy-dns.service');
  const exposure = Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(analysis.stdout)?.[1] ?? 'NaN');
  report.check(`systemd-analyze security is at most ${exposureMax}`, exposure <= exposureMax, exposure);
  const mode = await machine.run('stat -L -c %a /run/healthy-dns/control.sock');
  report.check(
    'the mode of the control socket is 600 or 660',
    /^6[06]0$/.test(mode.output.trim()),
    mode.output,
  );
  const stranger = await machine.run('setpriv --reuid=1 --regid=1 --clear-groups healthy-dns status');
  report.check(
    'another account cannot ask it',
    stranger.code !== 0,
    `exit ${stranger.code}: ${stranger.output}`,
  );
};
