// What an administrator meets besides answers: the name of the process, signals, the shipped file, the directories.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  askUntil,
  configurationWith,
  journalCursor,
  paths,
  readJournalAfter,
  show,
  steadyNames,
  writeFile,
  zone,
} from '../inside.ts';
import type { Step } from './step.ts';

/** Where Node's inspector would listen. */
const inspectorPort = 9229;
const settleMs = 500;
const answersMsMax = 5000;
const shipped = '/run/e2e-installed';
const trial = '/run/e2e-trial';

export const processAndSignals: Step = async (machine, report) => {
  const pid = await show(machine, 'MainPID');
  const comm = await machine.run(`ps -o comm= -p ${pid}`);
  report.check('the process is called healthy-dns', comm.stdout.trim() === 'healthy-dns', comm.stdout);

  await machine.run(`kill -USR1 ${pid}`);
  await sleep(settleMs);
  const inspector = await machine.run(`ss -H -l -n -t 'sport = :${inspectorPort}'`);
  const after = await show(machine, 'MainPID');
  report.check('SIGUSR1 opens no inspector', inspector.stdout === '' && after === pid, inspector.stdout);

  const cursor = await journalCursor(machine);
  await machine.run(`kill -TERM ${pid}; kill -TERM ${pid}`);
  await sleep(settleMs);
  const tookMs = await askUntil(machine, `s1.${zone}`, (steadyNames['s1'] ?? []).join(' '), answersMsMax);
  report.check('after a SIGTERM it comes back', tookMs !== undefined, `${tookMs} ms`);
  const failures = await readJournalAfter(machine, cursor, ({ MESSAGE }) =>
    String(MESSAGE).includes('Failed with result'),
  );
  report.check('a second SIGTERM is no failure', failures.length === 0, failures[0]?.['MESSAGE']);
};

export const shippedFile: Step = async (machine, report) => {
  const folder = await machine.run('stat -c %F /etc/healthy-dns');
  report.check('/etc/healthy-dns exists', folder.stdout.trim() === 'directory', folder.output);
  const check = await machine.run('healthy-dns check');
  report.check(
    'check without a flag reads what the service reads',
    check.code === 0 && check.output.includes(zone),
    check.output.split('\n').slice(0, 3).join('\n'),
  );
  const key = '/etc/healthy-dns/dnssec.pem';
  const made = await machine.run(`healthy-dns keygen --out ${key}`);
  report.check('keygen writes into it', made.code === 0, made.output);
  await machine.run(`rm -f ${key}`);
  const examples = await machine.run(
    `sed 's/^#\\(HEALTHY_DNS_\\)/\\1/' ${shipped} > ${trial}; healthy-dns check --environment-file ${trial}`,
  );
  report.check(
    'the examples of the shipped file are accepted',
    examples.code === 0 && examples.output.includes('192.0.2.53'),
    examples.output,
  );
};

/** What is left after a removal is tested by the purge. */
export const installAgain: Step = async (machine, report) => {
  await writeFile(machine, paths.configuration, configurationWith());
  const apt = await machine.run('apt-get remove -y -q healthy-dns');
  report.check('apt removes the package', apt.code === 0, `${apt.tookMs} ms`);
  const back = await machine.run(`apt-get install -y -q -o Dpkg::Options::=--force-confold ${paths.package}`);
  report.check('and installs it again', back.code === 0, `${back.tookMs} ms`);
  const tookMs = await askUntil(machine, `s1.${zone}`, (steadyNames['s1'] ?? []).join(' '), answersMsMax);
  report.check('the configuration that was kept is served', tookMs !== undefined, `${tookMs} ms`);
};
