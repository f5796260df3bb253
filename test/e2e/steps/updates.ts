// Updates of the installed service: by nsupdate and by the commands, kept over restarts, a reinstallation and a reboot; and no
// secret of any key where it does not belong.

import { findSecrets, keyFiles, takeKeysAway, transfer, update } from '../followed.ts';
import { ask, askUntil, journalCursor, readJournalAfter, show, steadyNames, zone } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import type { Step } from './step.ts';

const home = `home.dyn.${zone}`;
const challenge = `_acme-challenge.www.${zone}`;
const apexChallenge = `_acme-challenge.${zone}`;
const hook = '/usr/lib/healthy-dns/acme-hook';
const bootMsMax = 15_000;

export const updates: Step = async (machine, report) => {
  const cursor = await journalCursor(machine);
  const added = await update(machine, [`add ${home} 60 A 192.0.2.99`]);
  report.check('nsupdate adds an address', added.code === 0, added.output);
  report.check('which is answered at once', (await ask(machine, home)) === '192.0.2.99');
  const foreign = await update(machine, [`add s1.${zone} 60 A 192.0.2.99`]);
  report.check('but not at a name of the configuration', foreign.output.includes('REFUSED'), foreign.output);
  const entries = await readJournalAfter(machine, cursor);
  const [updated] = entries.filter(({ HEALTHY_DNS_EVENT }) => HEALTHY_DNS_EVENT === 'updated');
  report.check(
    'the journal has both, the first with who did what, in fields',
    updated?.['HEALTHY_DNS_NAMES'] === `${home}.` &&
      updated['HEALTHY_DNS_KEY'] === 'home.' &&
      updated['HEALTHY_DNS_FROM'] === '127.0.0.1' &&
      entries.some(({ HEALTHY_DNS_EVENT }) => HEALTHY_DNS_EVENT === 'update-refused'),
    entries.map(({ MESSAGE }) => MESSAGE),
  );

  await changeKey(machine, report);

  const set = await machine.run(`healthy-dns acme set www.${zone} text-1`);
  report.check('acme set serves a text', (await textAt(machine, challenge)) === '"text-1"', set.output);
  const certbot = `CERTBOT_DOMAIN=${zone} CERTBOT_VALIDATION=text-2`;
  // The secondary never says that it has it, so the hook would wait for a minute: this is in the tests of the hook.
  const waiting = machine.run(`${certbot} timeout 2 ${hook} auth`);
  await waiting;
  report.check('the hook of certbot does, too', (await textAt(machine, apexChallenge)) === '"text-2"');
  const cleaned = await machine.run(`${certbot} ${hook} cleanup`);
  report.check('and takes it away', (await textAt(machine, apexChallenge)) === '', cleaned.output);

  const status = await machine.run('healthy-dns status');
  report.check(
    'status has what updates made',
    new RegExp(`^${zone}\\. +2 `, 'm').test(status.stdout),
    status.stdout.slice(status.stdout.indexOf('updates:')),
  );
  const found = await findSecrets(machine);
  report.check('no secret is in the journal, status, files or on a command line', found === '', found);
};

async function changeKey(machine: Machine, report: Report): Promise<void> {
  const old = '/root/e2e-old.keys';
  // In place: its group may read it.
  await machine.run(
    `umask 077; cp ${keyFiles.update} ${old}; healthy-dns tsig-keygen home > ${keyFiles.update}`,
  );
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check('a reload reads a key file that changed', reload.code === 0, reload.output);
  const line = `add two.dyn.${zone} 60 A 192.0.2.98`;
  const refused = await update(machine, [line], old);
  report.check('the old secret is good no more', /BADSIG|NOTAUTH/.test(refused.output), refused.output);
  const added = await update(machine, [line, `del two.dyn.${zone}`]);
  report.check('and the new one is', added.code === 0, added.output);
  await machine.run(`rm ${old}`);
}

/** After all that the steps in between do to the service. */
export const updatesAreKept: Step = async (machine, report) => {
  report.check('the updated address is answered', (await ask(machine, home)) === '192.0.2.99');
  report.check('and so is the text', (await textAt(machine, challenge)) === '"text-1"');
};

export const reboot: Step = async (machine, report) => {
  const removed = await machine.run(`healthy-dns acme clear www.${zone} text-1`);
  report.check('acme clear takes a text away', removed.code === 0, removed.output);
  await machine.reboot();
  const steady = [...(steadyNames['s1'] ?? [])].sort().join(' ');
  const tookMs = await askUntil(machine, `s1.${zone}`, steady, bootMsMax);
  report.check('after a reboot of the machine the zone is served', tookMs !== undefined, `${tookMs} ms`);
  report.check('the updated address is there', (await ask(machine, home)) === '192.0.2.99');
  report.check('and the text is not', (await textAt(machine, challenge)) === '');
  const whole = await transfer(machine, 'AXFR');
  report.check('the zone is transferred with it', whole.stdout.includes(`${home}.`), whole.output);

  await takeKeysAway(machine);
  report.check(
    'without keys, the service runs on',
    (await show(machine, 'ActiveState')) === 'active' && (await ask(machine, `s1.${zone}`)) === steady,
  );
};

async function textAt(machine: Machine, name: string): Promise<string> {
  const { stdout } = await machine.run(`dig @127.0.0.1 +short ${name} TXT`);
  return stdout.trim();
}
