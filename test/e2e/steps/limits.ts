// A network that asks too much gets less, everybody sees it in status, and over TCP it has its answers.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  ask,
  configurationWith,
  journalCursor,
  paths,
  readJournalAfter,
  startLoad,
  steadyAnswers,
  steadyNames,
  writeFile,
  zone,
} from '../inside.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 2000;
const loadMs = 1000;

export const limits: Step = async (machine, report) => {
  const cursor = await journalCursor(machine);
  await writeFile(machine, paths.configuration, configurationWith({}, { isLimited: true }));
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check('without an exemption loopback is a network like any other', reload.code === 0, reload.output);
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  await sleep(loadMs);
  const overTcp = await ask(machine, `s7.${zone}`, '@127.0.0.1 +tcp');
  const result = await load.end();
  report.check(`of ${queriesPerSecond} queries/s not all are answered`, result.lost > 0, result);
  const expected = [...(steadyNames['s7'] ?? [])].sort().join(' ');
  report.check('over TCP they are', overTcp === expected, overTcp);
  const status = await machine.run('healthy-dns status');
  const line = /^limit: .*$/m.exec(status.stdout)?.[0] ?? status.output;
  const [, slipped, left] = /; (\d+) truncated, (\d+) dropped$/.exec(line) ?? [];
  report.check(
    'status counts exactly what was kept back',
    Number(left) === result.lost && Number(slipped) === result.wrong,
    line,
  );
  const [said] = await readJournalAfter(
    machine,
    cursor,
    ({ HEALTHY_DNS_EVENT }) => HEALTHY_DNS_EVENT === 'replies-limited',
  );
  report.check(
    'the journal names the network',
    String(said?.['MESSAGE']).includes('127.0.0.0/24'),
    said?.['MESSAGE'],
  );
  await writeFile(machine, paths.configuration, configurationWith());
  const back = await machine.run('systemctl reload healthy-dns');
  report.check('a reload exempts loopback again', back.code === 0, back.output);
};
