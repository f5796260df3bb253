// A secondary follows the installed service: keys as systemd hands them over, transfers, NOTIFY out of the sandbox, and
// differences that survive a restart.

import { catalog, giveKeys, secondaryAddress, serialOf, startSecondary, transfer } from '../followed.ts';
import { configurationWith, journalCursor, paths, readJournalAfter, writeFile, zone } from '../inside.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

const noticeMsMax = 5000;

export const secondaries: Step = async (machine, report) => {
  const given = await giveKeys(machine);
  report.check('keys are made', given.code === 0, given.output);
  const restart = await machine.run('systemctl restart healthy-dns');
  report.check('the service starts with them', restart.code === 0, restart.output);
  const check = await machine.run('healthy-dns check');
  report.check(
    'check finds the keys of the service and says who may have the zone',
    check.code === 0 && check.output.includes('may be had whole by anybody with the key xfr.'),
    check.output.split('\n').slice(0, 8).join('\n'),
  );

  const secondary = await startSecondary(machine);
  const whole = await transfer(machine, 'AXFR');
  report.check(
    'the zone is transferred to whoever has the key',
    whole.code === 0 && whole.stdout.includes(`s19.${zone}.`),
    `${whole.stdout.split('\n').length} lines`,
  );
  const members = await transfer(machine, 'AXFR', catalog);
  report.check('the catalog lists it', /\sPTR\s+e2e\.test\.$/m.test(members.stdout), members.stdout);
  const cursor = await journalCursor(machine);
  const stranger = await machine.run(`dig @127.0.0.1 ${zone} AXFR`);
  report.check('nobody else gets it', stranger.stdout.includes('Transfer failed'), stranger.stdout);
  const [refused] = await readJournalAfter(
    machine,
    cursor,
    ({ HEALTHY_DNS_EVENT }) => HEALTHY_DNS_EVENT === 'transfer-refused',
  );
  report.check(
    'the journal says who was refused, in fields',
    refused?.['HEALTHY_DNS_ZONE'] === `${zone}.` && refused['HEALTHY_DNS_ADDRESS'] === '127.0.0.1',
    refused?.['MESSAGE'],
  );

  const before = await serialOf(machine);
  await writeFile(machine, paths.configuration, configurationWith({ told: ['192.0.2.88'] }));
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check('a reload adds a name', reload.code === 0, reload.output);
  const after = await serialOf(machine);
  const told = await waitUntil(
    async () => secondary.told.find((line) => line === `${zone} ${after}`),
    noticeMsMax,
    `a NOTIFY of ${after}`,
  ).catch(String);
  report.check('NOTIFY of the new serial gets out of the sandbox', told === `${zone} ${after}`, told);

  await machine.run('systemctl restart healthy-dns');
  const difference = await transfer(machine, `IXFR=${before}`);
  report.check(
    'after a restart a secondary gets the difference and not the zone',
    difference.stdout.includes(`told.${zone}.`) && !difference.stdout.includes(`s19.${zone}.`),
    difference.stdout,
  );
  const status = await machine.run('healthy-dns status');
  const row = status.stdout.split('\n').find((line) => line.startsWith(secondaryAddress));
  report.check('status shows the secondary, which was told', row?.includes(', answered') === true, row);

  await writeFile(machine, paths.configuration, configurationWith());
  await machine.run('systemctl reload healthy-dns');
};
