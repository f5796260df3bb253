// Cookies outlive a restart of the service: their secret is kept where only the service can read it.

import { zone } from '../inside.ts';
import type { Step } from './step.ts';

const file = '/run/healthy-dns/cookie-secrets.json';

export const cookies: Step = async (machine, report) => {
  const first = await machine.run(`dig @127.0.0.1 s1.${zone}`);
  const cookie = /^; COOKIE: ([0-9a-f]{48})/m.exec(first.stdout)?.[1] ?? 'none';
  report.check('a client that sends a cookie gets one of the server', cookie !== 'none', cookie);
  const restart = await machine.run('systemctl restart healthy-dns');
  report.check('the service restarts', restart.code === 0, restart.output);
  await machine.run(`dig @127.0.0.1 +cookie=${cookie} s1.${zone}`);
  const status = await machine.run('healthy-dns status');
  const line = /^cookies: .*$/m.exec(status.stdout)?.[0] ?? status.output;
  report.check('and finds the cookie valid', line.startsWith('cookies: 1 valid, 0 invalid'), line);
  const { stdout } = await machine.run(`stat -L -c %a ${file}`);
  report.check('nobody else reads the secret', stdout.trim() === '600', stdout);
};
