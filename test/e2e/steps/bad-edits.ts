// Mistakes in the configuration file cost messages, never answers: on a reload, a restart, a start and an upgrade.

import {
  ask,
  askUntil,
  configurationWith,
  type JournalEntry,
  journalCursor,
  paths,
  readJournalAfter,
  show,
  writeFile,
  zone,
} from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import type { Step } from './step.ts';

const name = `kept.${zone}`;
const address = '192.0.2.88';
const good = configurationWith({ kept: [address] });
const broken = configurationWith({ kept: ['192.0.2.99'], broken: ['10.0.0.300'] });
/** ExitCode.lastGood and ExitCode.config. */
const lastGoodCode = 15;
const configCode = '78';
/** "The last good configuration is served" and "The configuration has an error", in the catalog. */
const messageIds = {
  lastGood: '8529a56fefe0c55c9df2dd1304fe2d72',
  finding: 'b7716c3d796e1513f4a65578f1749bf7',
};
const answersMsMax = 5000;
/** After a failed start, the next one waits for five seconds. */
const secondStartMsMax = 12_000;

export const badEdits: Step = async (machine, report) => {
  await writeFile(machine, paths.configuration, good);
  const first = await machine.run('systemctl reload healthy-dns');
  report.check('a good configuration is served', first.code === 0, first.output);
  for (const [title, edit] of [
    ['emptied', `: > ${paths.configuration}`],
    ['commented out', `sed -i 's/^/#/' ${paths.configuration}`],
    ['deleted', `rm ${paths.configuration}`],
  ] as const) {
    await reloadNothing(machine, report, title, edit);
  }
  const exported = configurationWith({ kept: [address], exported: ['192.0.2.89'] });
  await writeFile(machine, paths.configuration, exported.replaceAll(/^(?=HEALTHY)/gm, 'export '));
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check('a file of "export NAME=value" is accepted', reload.code === 0, reload.output);
  const answer = await ask(machine, `exported.${zone}`);
  report.check('and served', answer === '192.0.2.89', answer);
};

async function reloadNothing(machine: Machine, report: Report, title: string, edit: string): Promise<void> {
  await writeFile(machine, paths.configuration, good);
  await machine.run(edit);
  const cursor = await journalCursor(machine);
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check(`a reload of a file that was ${title} fails`, reload.code !== 0, `exit ${reload.code}`);
  const findings = await readJournalAfter(machine, cursor, isFinding);
  report.check('and says why', findings.length > 0, findings[0]?.['MESSAGE']);
  const answer = await ask(machine, name);
  report.check('and the zone is answered', answer === address, answer);
}

function isFinding(entry: JournalEntry): boolean {
  return (
    entry['MESSAGE_ID'] === messageIds.finding &&
    entry['PRIORITY'] === '3' &&
    entry['SYSLOG_IDENTIFIER'] === 'healthy-dns'
  );
}

export const badStarts: Step = async (machine, report) => {
  await writeFile(machine, paths.configuration, good);
  await machine.run('systemctl reload healthy-dns');
  await writeFile(machine, paths.configuration, broken);
  for (const start of [
    'systemctl restart healthy-dns',
    'systemctl stop healthy-dns; systemctl start healthy-dns',
  ]) {
    await startBroken(machine, report, start);
  }
  const apt = await startBroken(
    machine,
    report,
    `apt-get install -y -q --reinstall -o Dpkg::Options::=--force-confold ${paths.package}`,
  );
  report.check('apt says so', /last good/i.test(apt), apt.slice(-300));

  await writeFile(machine, paths.configuration, good);
  const mended = await machine.run('systemctl reload healthy-dns');
  report.check('a reload after the fix succeeds', mended.code === 0, mended.output);
  const status = await machine.run('healthy-dns status');
  report.check('and ends it', status.code === 0, status.output);
  const text = await show(machine, 'StatusText');
  report.check('for systemctl status too', !/last good/i.test(text), text);
};

/** Everything that must be reported when a start falls back; returns what the command itself said. */
async function startBroken(machine: Machine, report: Report, start: string): Promise<string> {
  const cursor = await journalCursor(machine);
  const { code, output } = await machine.run(start);
  report.check(`"${start}" with errors serves`, code === 0, output);
  const tookMs = await askUntil(machine, name, address, answersMsMax);
  report.check('the last good configuration', tookMs !== undefined, `${tookMs} ms`);
  const status = await machine.run('healthy-dns status');
  report.check(`status fails with ${lastGoodCode}`, status.code === lastGoodCode, `exit ${status.code}`);
  report.check('and shows the finding', status.output.includes('10.0.0.300'), status.output);
  const text = await show(machine, 'StatusText');
  report.check('systemctl status says so', /last good/i.test(text), text);
  await machine.run('journalctl --sync');
  const entries = await readJournalAfter(machine, cursor);
  report.check(
    'the journal has the finding as an error',
    entries.some((entry) => isFinding(entry) && String(entry['MESSAGE']).includes('10.0.0.300')),
  );
  const warnings = entries.filter(({ MESSAGE_ID }) => MESSAGE_ID === messageIds.lastGood);
  report.check(
    'and a warning',
    warnings.some(({ PRIORITY }) => Number(PRIORITY) <= 4),
    warnings[0]?.['MESSAGE'],
  );
  return output;
}

export const strictStart: Step = async (machine, report) => {
  await writeFile(machine, paths.configuration, `${broken}HEALTHY_DNS_STRICT_START=yes\n`);
  const restart = await machine.run('systemctl restart healthy-dns');
  report.check('a strict start with errors fails', restart.code !== 0, `exit ${restart.code}`);
  const status = await show(machine, 'ExecMainStatus');
  report.check(`with exit code ${configCode}`, status === configCode, status);
  const answer = await ask(machine, name);
  report.check('nothing is answered', answer === 'no answer', answer);
  await writeFile(machine, paths.configuration, configurationWith());
  const start = await machine.run('systemctl start healthy-dns');
  report.check('after the fix one start succeeds', start.code === 0, `${start.tookMs} ms ${start.output}`);
  const tookMs = await askUntil(machine, `s1.${zone}`, '192.0.2.1 198.51.100.1', secondStartMsMax);
  report.check('and serves', tookMs !== undefined, `${tookMs} ms`);
};
