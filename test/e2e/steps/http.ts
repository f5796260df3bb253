// The status page as docs/http.md tells the administrator to open and close it: a single command each, while the service runs,
// and without losing a query.

import { yaml } from '../followed.ts';
import { ask, paths, show, startLoad, steadyAnswers, steadyNames, writeFile, zone } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

const socket = 'healthy-dns-http.socket';
const name = `s7.${zone}`;
const expected = [...(steadyNames['s7'] ?? [])].sort().join(' ');
const queriesPerSecond = 1000;
const outside = '192.0.2.53';
const token = '5e'.repeat(16);
const tokenFile = '/etc/healthy-dns/http.tokens';
const credentials = '/etc/systemd/system/healthy-dns.service.d/http.conf';
const shipped = '/run/e2e-before-http.yaml';
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

  await openToOthers(machine, report);

  await machine.run(
    'systemctl start healthy-dns && systemctl kill --kill-whom=main --signal=KILL healthy-dns',
  );
  const crashed = await get(machine, '127.0.0.1', '/readyz');
  report.check('whoever asks during a crash is answered after it', crashed.startsWith('200 '), crashed);
  await machine.run('systemctl reset-failed healthy-dns');

  await machine.run(`systemctl disable --now ${socket}`);
};

/** As docs/http.md has it: an address that other machines reach, and a token from a file that only root can read. */
async function openToOthers(machine: Machine, report: Report): Promise<void> {
  await machine.run(`ip addr add ${outside}/32 dev lo`);
  await writeFile(
    machine,
    `/etc/systemd/system/${socket}.d/outside.conf`,
    `[Socket]\nListenStream=${outside}:9353\n`,
  );
  await machine.run(`systemctl daemon-reload && systemctl restart ${socket}`);
  const refused = await get(machine, outside, '/metrics');
  report.check('from outside nobody gets in while there is no token', refused.startsWith('403 '), refused);
  const probed = await get(machine, outside, '/readyz');
  report.check('but may ask whether it is ready', probed.startsWith('200 '), probed);

  await writeFile(machine, tokenFile, `${token}\n`);
  await machine.run(`chmod 600 ${tokenFile}; cp ${yaml} ${shipped}`);
  await writeFile(machine, yaml, 'http-token-file: /run/credentials/healthy-dns.service/http.tokens\n');
  await writeFile(machine, credentials, `[Service]\nLoadCredential=http.tokens:${tokenFile}\n`);
  await machine.run('systemctl daemon-reload && systemctl restart healthy-dns');
  const without = await get(machine, outside, '/metrics');
  report.check('with one it is asked for', without.startsWith('401 '), without);
  const within = await get(machine, outside, '/metrics', token);
  report.check('and lets its owner in', within.startsWith('200 '), within.slice(0, 40));

  await machine.run(
    `rm -r /etc/systemd/system/${socket}.d ${credentials} ${tokenFile}; cp ${shipped} ${yaml}; ip addr del ${outside}/32 dev lo; ` +
      `systemctl daemon-reload && systemctl restart ${socket}`,
  );
}

/** Status and body, or why there is none. */
async function get(machine: Machine, address: string, path: string, secret = ''): Promise<string> {
  const program = `fetch("http://${address}:9353${path}", { headers: { authorization: "Bearer ${secret}" } }).then(async (reply) => console.log(reply.status, await reply.text()), (error) => console.log(error.cause?.code ?? error.message))`;
  const { stdout } = await machine.run(`${paths.node} -e '${program}'`);
  return stdout.trim();
}
