// The query log within the service's confinement: in its own directory, through the journal, and nowhere else.

import {
  ask,
  configurationWith,
  journalCursor,
  paths,
  readJournalAfter,
  writeFile,
  zone,
} from '../inside.ts';
import type { Machine } from '../machine.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

const log = '/var/log/healthy-dns/queries.log';
const waitMs = 5000;

async function logTo(machine: Machine, output: string | undefined): Promise<string> {
  const setting = output === undefined ? '' : `HEALTHY_DNS_QUERY_LOG=${output}\n`;
  await writeFile(machine, paths.configuration, configurationWith() + setting);
  const { code, output: said } = await machine.run('systemctl reload healthy-dns');
  return code === 0 ? '' : said;
}

/** Asks until the command says it. */
async function askUntilSaid(machine: Machine, command: string, words: string): Promise<string> {
  let said = '';
  const isSaid = async () => {
    await ask(machine, `s3.${zone}`);
    said = (await machine.run(command)).stdout;
    return said.includes(words) ? true : undefined;
  };
  await waitUntil(isSaid, waitMs, `${command} says ${words}`).catch(() => undefined);
  return said;
}

export const queryLog: Step = async (machine, report) => {
  const reload = await logTo(machine, log);
  report.check('a reload switches the query log on', reload === '', reload);
  const line = await askUntilSaid(machine, `cat ${log}`, `"name":"s3.${zone}."`);
  report.check('a query is a line of its file', line.includes('"code":"NOERROR"'), line);
  const { stdout: mode } = await machine.run(`stat -L -c %a ${log} && id -u && stat -L -c %u ${log}`);
  const [bits, root, owner] = mode.split('\n');
  report.check("which is the service's own, and for a group to read", bits === '640' && owner !== root, mode);

  await machine.run(`mv ${log} ${log}.old && systemctl kill --kill-whom=main --signal=HUP healthy-dns`);
  const next = await askUntilSaid(machine, `cat ${log}`, 'NOERROR');
  report.check('after a SIGHUP it goes on in a new one', next.includes('NOERROR'), next);

  const cursor = await journalCursor(machine);
  await logTo(machine, '/var/lib/queries.log');
  const status = await askUntilSaid(machine, 'healthy-dns status', 'not logging:');
  report.check('elsewhere it cannot write, and says so', status.includes('/var/log/healthy-dns'), status);
  const [failing] = await readJournalAfter(
    machine,
    cursor,
    ({ HEALTHY_DNS_EVENT }) => HEALTHY_DNS_EVENT === 'query-log-failing',
  );
  report.check('the journal too', failing !== undefined, failing?.['MESSAGE']);

  await logTo(machine, 'journal');
  const command = 'journalctl -u healthy-dns HEALTHY_DNS_EVENT=query -o cat';
  const entry = await askUntilSaid(machine, command, `s3.${zone}`);
  report.check('a query is an entry of the journal', entry.includes(`s3.${zone}. A: NOERROR`), entry);
  await logTo(machine, undefined);
  const off = await machine.run('healthy-dns status');
  report.check('and a reload switches it off', !off.stdout.includes('query log'), off.stdout);
};
