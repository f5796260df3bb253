// A backend goes down and comes back: answers, journal, catalog and status follow.

import {
  askUntil,
  backendAddresses,
  backendPort,
  type JournalEntry,
  journalCursor,
  readJournal,
  readJournalAfter,
  show,
  startBackend,
  zone,
} from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import type { Step } from './step.ts';

const [steady, moody] = backendAddresses;
const name = `www.${zone}`;
/** One interval until it is noticed, plus the second probe that confirms it. */
const noticedMsMax = 3500;

/** Ends whatever holds the address: a step does not know the processes that an earlier one started. */
export async function stopBackendAt(machine: Machine, address: string): Promise<void> {
  await machine.run(
    `kill "$(ss -H -l -n -t -p 'src ${address}:${backendPort}' | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p')"`,
  );
}

export const failover: Step = async (machine, report) => {
  const cursor = await journalCursor(machine);
  await stopBackendAt(machine, moody);
  const downMs = await askUntil(machine, name, steady, noticedMsMax);
  report.check('a dead backend leaves the answers', downMs !== undefined, `${downMs} ms`);
  await checkStatusWhileDown(machine, report);

  const restartCursor = await journalCursor(machine);
  await machine.run('systemctl restart healthy-dns');
  const afterRestart = await askUntil(machine, name, steady, 0);
  report.check('the first answer after a restart still leaves it out', afterRestart !== undefined);
  const again = await readJournalAfter(machine, restartCursor, hasState('down'));
  report.check('and its failure is not logged again', again.length === 0, again.length);

  await startBackend(machine, moody);
  const upMs = await askUntil(machine, name, backendAddresses.join(' '), noticedMsMax);
  report.check('a backend that recovers returns to the answers', upMs !== undefined, `${upMs} ms`);
  await checkJournal(machine, report, cursor);
  await checkStatusWhileUp(machine, report);
  await loseAll(machine, report);
};

function hasState(state: string): (entry: JournalEntry) => boolean {
  return ({ HEALTHY_DNS_STATE }) => HEALTHY_DNS_STATE === state;
}

async function checkJournal(machine: Machine, report: Report, cursor: string): Promise<void> {
  for (const state of ['down', 'up']) {
    const entries = await readJournalAfter(machine, cursor, hasState(state));
    const matched = await readJournal(machine, `HEALTHY_DNS_STATE=${state}`);
    const entry = entries.find(({ HEALTHY_DNS_TARGET }) => String(HEALTHY_DNS_TARGET).includes(moody)) ?? {};
    const fields = [
      'MESSAGE',
      'PRIORITY',
      'MESSAGE_ID',
      'HEALTHY_DNS_NAMES',
      'HEALTHY_DNS_REASON',
      'CODE_FILE',
    ];
    const missing = fields.filter((field) => entry[field] === undefined);
    report.check(
      `the journal has it once, and finds it by HEALTHY_DNS_STATE=${state}`,
      entries.length === 1 && matched.some(({ __CURSOR }) => __CURSOR === entry['__CURSOR']),
      entry['MESSAGE'],
    );
    report.check(
      'with every field',
      missing.length === 0,
      missing.length === 0 ? fields.length : { missing },
    );
    const id = String(entry['MESSAGE_ID']);
    report.check('and a message id of 128 bits', /^[0-9a-f]{32}$/.test(id), id);
    const catalog = await machine.run(`journalctl --dump-catalog ${id}`);
    report.check(
      'which the catalog explains',
      catalog.code === 0 && catalog.stdout.includes('Subject:'),
      catalog.output.split('\n')[1],
    );
  }
}

/** A change of a target is logged at info; a name without any address is a warning. */
async function loseAll(machine: Machine, report: Report): Promise<void> {
  const cursor = await journalCursor(machine);
  for (const address of backendAddresses) await stopBackendAt(machine, address);
  const emptyMs = await askUntil(machine, name, 'NOERROR', noticedMsMax);
  report.check('with all backends dead the name has no address', emptyMs !== undefined, `${emptyMs} ms`);
  const told = (entry: JournalEntry) => entry['HEALTHY_DNS_EVENT'] === 'name-empty';
  const after = await readJournalAfter(machine, cursor, told);
  const warnings = (await readJournal(machine, '-p warning')).filter(told);
  report.check(
    'journalctl -p warning shows it',
    after.length === 1 && warnings.length > 0,
    after[0]?.['MESSAGE'],
  );
  for (const address of backendAddresses) await startBackend(machine, address);
  const backMs = await askUntil(machine, name, backendAddresses.join(' '), noticedMsMax);
  report.check('and all come back', backMs !== undefined, `${backMs} ms`);
}

async function checkStatusWhileDown(machine: Machine, report: Report): Promise<void> {
  const status = await machine.run('healthy-dns status');
  report.check('status fails while a backend is down', status.code !== 0, `exit ${status.code}`);
  report.check('and names it', status.stdout.includes(`${moody}:${backendPort}`), status.output);
  const text = await show(machine, 'StatusText');
  report.check('systemctl status counts the targets', text.includes('1 of 2 targets up'), text);
}

async function checkStatusWhileUp(machine: Machine, report: Report): Promise<void> {
  const status = await machine.run('healthy-dns status');
  report.check('status succeeds when all are up', status.code === 0, status.output);
  const json = await machine.run('healthy-dns status --json');
  report.check('status --json is JSON', isJson(json.stdout), `${json.stdout.length} bytes`);
  const text = await show(machine, 'StatusText');
  report.check('systemctl status counts the targets', text.includes('2 of 2 targets up'), text);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
