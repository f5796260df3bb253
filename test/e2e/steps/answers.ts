// Answers on port 53: both protocols, both families.

import { ask, backendAddresses, steadyNames, zone } from '../inside.ts';
import type { Step } from './step.ts';

export const answers: Step = async (machine, report) => {
  const expected = [...(steadyNames['s7'] ?? [])].sort().join(' ');
  for (const address of ['127.0.0.1', '::1']) {
    for (const [protocol, option] of [
      ['UDP', '+notcp'],
      ['TCP', '+tcp'],
    ] as const) {
      const answer = await ask(machine, `s7.${zone}`, `@${address} ${option}`);
      report.check(`answers over ${protocol} at ${address}`, answer === expected, answer);
    }
  }
  const probed = await ask(machine, `www.${zone}`);
  report.check('answers with the backends', probed === backendAddresses.join(' '), probed);
  const missing = await ask(machine, `nowhere.${zone}`);
  report.check('a name that does not exist is NXDOMAIN', missing === 'NXDOMAIN', missing);
};
