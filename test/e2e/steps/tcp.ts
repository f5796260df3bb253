// TCP has a thread of its own: reloads neither refuse a connection nor answer wrongly on it.

import { show, steadyNames, zone } from '../inside.ts';
import type { Step } from './step.ts';

const reloadCount = 10;
const reloadsMsMax = 30_000;
const name = `s5.${zone}`;
const expected = [...(steadyNames['s5'] ?? [])].sort().join(' ');

export const tcp: Step = async (machine, report) => {
  const pid = await show(machine, 'MainPID');
  // Asks until the reloads are done: one connection for each question, and one question after the other.
  const { code, stdout } = await machine.run(
    `(for n in $(seq ${reloadCount}); do systemctl reload healthy-dns || exit 1; done) & reloads=$!; ` +
      `while kill -0 $reloads 2>/dev/null; do ` +
      `dig @127.0.0.1 +tcp +tries=1 +time=2 +short ${name} | sort | xargs; done; wait $reloads`,
    reloadsMsMax,
  );
  const answers = stdout.trim().split('\n');
  const wrong = answers.filter((answer) => answer !== expected);
  report.check(`${reloadCount} reloads succeed`, code === 0);
  report.check(
    `all of ${answers.length} questions over TCP are answered meanwhile`,
    wrong.length === 0,
    wrong,
  );
  const after = await show(machine, 'MainPID');
  report.check('by the same process', after === pid, { before: pid, after });
};
