// The watchdog ends what hangs, and nothing else: not a server without IPv6, nor one with an absent address, nor one in a
// flood of strangers' queries.

import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { askUntil, paths, show, steadyNames, writeFile, zone } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

/** At most the shipped value, so that the test is short. */
const watchdogSeconds = 3;
/** Whoever gives no sign of life is ended after one of its periods, and a little. */
const calmSeconds = 2 * watchdogSeconds;
const floodSeconds = 3 * watchdogSeconds;
/** The flood gets most of the one processor for this long, and the receive buffer stays full. */
const floodPrograms = 3;
/** Resolvers wait for a second or two; this only checks that the outage ends before anybody looks. */
const replacedMsMax = 5000;
const answersMsMax = 5000;
const folders = {
  service: '/run/systemd/system/healthy-dns.service.d',
  socket: '/run/systemd/system/healthy-dns.socket.d',
};
const absentAddress = '192.0.2.200:53';
/** Machines that run at the same time have one each, where there are two. */
const processors = { bookworm: 0, trixie: 1 } as const;
const name = `s3.${zone}`;
const expected = [...(steadyNames['s3'] ?? [])].sort().join(' ');

export const watchdog: Step = async (machine, report) => {
  await hang(machine, report);
  await writeFile(machine, `${folders.service}/e2e.conf`, `[Service]\nWatchdogSec=${watchdogSeconds}s\n`);
  await machine.run('systemctl daemon-reload && systemctl restart healthy-dns');
  await loseIpv6(machine, report);
  await listenOnAbsentAddress(machine, report);
  await flood(machine, report);
  await machine.run(`rm -rf ${folders.service}/e2e* ${folders.socket}; systemctl daemon-reload`);
  await machine.run('systemctl restart healthy-dns.socket healthy-dns');
  const tookMs = await askUntil(machine, name, expected, answersMsMax);
  report.check('with the shipped settings it answers again', tookMs !== undefined, `${tookMs} ms`);
};

async function hang(machine: Machine, report: Report): Promise<void> {
  const pid = await show(machine, 'MainPID');
  const shipped = await show(machine, 'WatchdogUSec');
  report.check('there is a watchdog', /^[1-9]/.test(shipped), shipped);
  const stoppedAt = performance.now();
  await machine.run(`kill -STOP ${pid}`);
  await waitUntil(
    async () => ((await show(machine, 'MainPID')) === pid ? undefined : true),
    4 * replacedMsMax,
    'systemd ends it',
  );
  const tookMs = Math.round(performance.now() - stoppedAt);
  report.check(
    `a stopped process is ended within ${replacedMsMax} ms`,
    tookMs <= replacedMsMax,
    `${tookMs} ms`,
  );
  const answered = await askUntil(machine, name, expected, answersMsMax);
  report.check('and answers are back', answered !== undefined, `${answered} ms`);
  const after = await show(machine, 'MainPID');
  report.check('from another process', after !== pid && after !== '0', { before: pid, after });
}

async function loseIpv6(machine: Machine, report: Report): Promise<void> {
  await staysUp(machine, report, 'without IPv6', async () => {
    const { code, output } = await machine.run('sysctl -w net.ipv6.conf.all.disable_ipv6=1');
    report.check('IPv6 is disabled', code === 0, output);
    await sleep(calmSeconds * 1000);
  });
  await machine.run('sysctl -w net.ipv6.conf.all.disable_ipv6=0; ip link set lo down; ip link set lo up');
}

async function listenOnAbsentAddress(machine: Machine, report: Report): Promise<void> {
  const listen = [absentAddress, '127.0.0.1:53'].flatMap((address) => [
    `ListenDatagram=${address}`,
    `ListenStream=${address}`,
  ]);
  const dropIn = ['[Socket]', 'ListenDatagram=', 'ListenStream=', ...listen, 'FreeBind=yes', ''];
  await writeFile(machine, `${folders.socket}/e2e.conf`, dropIn.join('\n'));
  await machine.run('systemctl daemon-reload && systemctl restart healthy-dns.socket healthy-dns');
  await staysUp(machine, report, 'with a missing address', () => sleep(calmSeconds * 1000));
}

async function flood(machine: Machine, report: Report): Promise<void> {
  const processor = processors[machine.release] % availableParallelism();
  await writeFile(machine, `${folders.service}/e2e-processor.conf`, `[Service]\nCPUAffinity=${processor}\n`);
  await machine.run('systemctl daemon-reload && systemctl restart healthy-dns');
  const program = `taskset -c ${processor} ${paths.node} ${paths.flood} 53 ${floodSeconds}`;
  const title = `during a flood of ${floodSeconds} s on its only processor`;
  await staysUp(machine, report, title, async () => {
    await machine.run(`for n in $(seq ${floodPrograms}); do ${program} & done; wait`, floodSeconds * 3000);
  });
}

/** The process is the same before and after, and it answers. */
async function staysUp(
  machine: Machine,
  report: Report,
  title: string,
  endure: () => Promise<void>,
): Promise<void> {
  const tookMs = await askUntil(machine, name, expected, answersMsMax);
  const before = await show(machine, 'MainPID');
  await endure();
  const after = await show(machine, 'MainPID');
  report.check(`${title} it is left alone`, tookMs !== undefined && before !== '0' && after === before, {
    before,
    after,
    restarts: await show(machine, 'NRestarts'),
  });
  const answered = await askUntil(machine, name, expected, answersMsMax);
  report.check('and answers', answered !== undefined, `${answered} ms`);
}
