// From no zone to a zone by a reload, as the configuration file tells the administrator to do it.

import {
  askUntil,
  backendAddresses,
  configurationWith,
  paths,
  show,
  startBackend,
  writeFile,
  zone,
} from '../inside.ts';
import type { Step } from './step.ts';

export const configure: Step = async (machine, report) => {
  for (const address of backendAddresses) await startBackend(machine, address);
  const pid = await show(machine, 'MainPID');
  await writeFile(machine, paths.configuration, configurationWith());
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check(
    'a reload accepts the first configuration',
    reload.code === 0,
    `${reload.tookMs} ms ${reload.output}`,
  );
  const after = await show(machine, 'MainPID');
  report.check('in the same process', after === pid, { before: pid, after });
  const tookMs = await askUntil(machine, `www.${zone}`, backendAddresses.join(' '), 5000);
  report.check('both backends are published', tookMs !== undefined, `${tookMs} ms`);
  // The next steps do not depend on this one.
  if (reload.code !== 0 || tookMs === undefined) await machine.run('systemctl restart healthy-dns');
};
