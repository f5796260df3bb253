// The status page as docs/http.md tells the administrator to open and close it: a single command each, while the service runs,
// and without losing a query.

import { ask, paths, show, startLoad, steadyAnswers, steadyNames, zone } from '../inside.ts';
import type { Machine } from '../machine.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

const socket = 'healthy-dns-http.socket';
const name = `s7.${zone}`;
const expected = [...(steadyNames['s7'] ?? [])].sort().join(' ');
const queriesPerSecond = 1000;
const patienceMs = 10_000;

export const http: Step = async (machine, report) => {
  const before = await get(machine, '127.0.0.1', '/healthz');
  report.check('port 9353 is closed at first', before === 'ECONNREFUSED', before);

  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  const enabled = await machine.run(`systemctl enable --now ${socket}`);
  report.check('one command opens it', enabled.code === 0, enabled.output);
  for (const address of ['127.0.0.1', '[::1]'])
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const found = await get(machine, address, path);
      report.check(`${address} has ${path}`, found.startsWith('200 '), found);
    }
  await machine.run('systemctl restart healthy-dns');
  const restarted = await get(machine, '127.0.0.1', '/readyz');
  report.check('a restart keeps it open', restarted.startsWith('200 '), restarted);

  const disabled = await machine.run(`systemctl disable --now ${socket}`);
  report.check('one command closes it', disabled.code === 0, disabled.output);
  const closed = await waitUntil(
    async () => ((await get(machine, '127.0.0.1', '/healthz')) === 'ECONNREFUSED' ? true : undefined),
    patienceMs,
    'nobody listens any more',
  ).catch(() => false);
  report.check('and then nobody listens there', closed);
  await waitUntil(
    async () => ((await ask(machine, name)) === expected ? true : undefined),
    patienceMs,
    'it answers',
  );
  const { sent, lost, wrong } = await load.end();
  report.check('no query was lost meanwhile', sent > 0 && lost === 0 && wrong === 0, { sent, lost, wrong });

  await machine.run('systemctl stop healthy-dns');
  await machine.run(`systemctl enable --now ${socket}`);
  const woken = await get(machine, '127.0.0.1', '/readyz');
  report.check('somebody who looks starts a service that was stopped', woken.startsWith('200 '), woken);
  report.check('which then runs', (await show(machine, 'ActiveState')) === 'active');

  await machine.run('kill -KILL $(systemctl show -p MainPID --value healthy-dns)');
  const crashed = await get(machine, '127.0.0.1', '/readyz');
  report.check('whoever asks during a crash is answered after it', crashed.startsWith('200 '), crashed);
  await machine.run('systemctl reset-failed healthy-dns');

  await machine.run(`systemctl disable --now ${socket}`);
};

/** Status and body, or why there is none. */
async function get(machine: Machine, address: string, path: string): Promise<string> {
  const program = `fetch("http://${address}:9353${path}").then(async (reply) => console.log(reply.status, await reply.text()), (error) => console.log(error.cause?.code ?? error.message))`;
  const { stdout } = await machine.run(`${paths.node} -e '${program}'`);
  return stdout.trim();
}
