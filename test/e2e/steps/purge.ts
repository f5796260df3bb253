// Removal leaves nothing behind; an installation beside another name server says who has the port.

import { ask, paths } from '../inside.ts';
import type { Step } from './step.ts';

export const purge: Step = async (machine, report) => {
  const removal = await machine.run('apt-get remove -y -q healthy-dns');
  report.check('apt removes the package', removal.code === 0, `${removal.tookMs} ms`);
  const inRun = await machine.run('ls -d /run/*healthy-dns* /run/*/*healthy-dns* 2>/dev/null; true');
  report.check(
    'nothing of it is left in /run, no link that leads nowhere either',
    inRun.stdout === '',
    inRun.stdout,
  );
  const kept = await machine.run(`cat ${paths.configuration}`);
  report.check('the configuration is kept', kept.code === 0 && kept.stdout !== '');

  const apt = await machine.run('apt-get purge -y -q healthy-dns');
  report.check('apt purges the package', apt.code === 0, `${apt.tookMs} ms`);
  const files = await machine.run(
    "find / -xdev \\( -path /proc -o -path /sys -o -path /opt/e2e \\) -prune -o -name '*healthy-dns*' -print; " +
      'ls -d /run/*healthy-dns* /run/*/*healthy-dns* 2>/dev/null; true',
  );
  report.check('no file is left', files.stdout.trim() === '', files.stdout);
  const units = await machine.run("systemctl list-units --all --no-legend 'healthy-dns*'");
  report.check('no unit is left', units.stdout.trim() === '', units.stdout);
  const sockets = await machine.run("ss -H -l -n -t -u 'sport = :53'");
  report.check('port 53 is free', sockets.stdout.trim() === '', sockets.stdout);
  const user = await machine.run('getent passwd healthy-dns');
  report.check('no account is left', user.stdout === '', user.stdout);
};

export const takenPort: Step = async (machine, report) => {
  const other = machine.start([paths.node, `${paths.programs}/backend-program.js`, '127.0.0.53', '53']);
  await new Promise((resolve) => other.stdout?.once('data', resolve));
  const apt = await machine.run(`apt-get install -y -q ${paths.package}`);
  report.check('with port 53 taken, apt still succeeds', apt.code === 0, `exit ${apt.code}`);
  report.check('and says what to do', apt.output.includes('is not listening yet'));
  const owner = /.*127\.0\.0\.53:53.*/.exec(apt.output)?.[0] ?? '';
  report.check('and names the program that has it', owner.includes('users:'), owner);
  other.stdin?.end();
  await new Promise((resolve) => other.once('close', resolve));
  const restart = await machine.run('systemctl restart healthy-dns');
  const answer = await ask(machine, 'www.example.com');
  report.check('once it is free, one restart is enough', restart.code === 0 && answer === 'REFUSED', answer);
  await machine.run('apt-get purge -y -q healthy-dns');
};
