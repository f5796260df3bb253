// DNS over TLS as docs/tls.md tells the administrator to set it up: certificate and key that only root can read, port 853 opened
// by systemd, and a restart for a renewed certificate.

import { authorityPem, makeCertificate } from '../../support/make-certificate.ts';
import { yaml } from '../followed.ts';
import { ask, show, steadyNames, writeFile, zone } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Step } from './step.ts';

const server = `ns1.${zone}`;
const folder = '/etc/letsencrypt/live/e2e';
const dropIn = '/etc/systemd/system/healthy-dns.service.d/tls.conf';
const authority = '/run/e2e/authority.pem';
const shipped = '/run/e2e-before-tls.yaml';
const socket = 'healthy-dns-tls.socket';
const overTls = `+tls +tls-ca=${authority} +tls-hostname=${server}`;
const name = `s9.${zone}`;
const expected = [...(steadyNames['s9'] ?? [])].sort().join(' ');

const unit = `[Service]
LoadCredential=tls.crt:${folder}/fullchain.pem
LoadCredential=tls.key:${folder}/privkey.pem
`;

const settings = `
tls-cert: /run/credentials/healthy-dns.service/tls.crt
tls-key: /run/credentials/healthy-dns.service/tls.key
server-id: hostname
`;

export const tls: Step = async (machine, report) => {
  report.check('port 853 is closed', (await show(machine, 'ActiveState', socket)) === 'inactive');
  await writeFile(machine, authority, authorityPem);
  await writeCertificate(machine, 60);
  await writeFile(machine, dropIn, unit);
  await machine.run(`cp ${yaml} ${shipped}`);
  await writeFile(machine, yaml, settings);
  const restart = await machine.run(
    `systemctl daemon-reload && systemctl enable ${socket} && systemctl restart healthy-dns`,
  );
  report.check('a restart hands over socket and credentials', restart.code === 0, restart.output);
  for (const address of ['127.0.0.1', '::1']) {
    const answer = await ask(machine, name, `@${address} ${overTls}`);
    report.check(`answers at ${address} with a certificate that is checked`, answer === expected, answer);
  }
  const nsid = await machine.run(`dig @127.0.0.1 +nsid ${overTls} ${name}`);
  const host = (await machine.run('hostname')).stdout.trim();
  report.check('says which server it is', nsid.stdout.includes(`("${host}")`), host);
  const before = await certificateOf(machine);
  report.check('status has the certificate', before.includes(server), before);

  await writeCertificate(machine, 300);
  const renewal = await machine.run('systemctl try-restart healthy-dns');
  const renewed = await certificateOf(machine);
  report.check('a restart takes a renewed one', renewal.code === 0 && renewed.includes(' 299 days'), renewed);

  await machine.run(`rm -r ${dropIn} ${folder}; cp ${shipped} ${yaml}`);
  const without = await machine.run('systemctl daemon-reload && systemctl restart healthy-dns');
  report.check('without the files it starts, although the port is open', without.code === 0, without.output);
  const reset = await ask(machine, name, `@127.0.0.1 ${overTls}`);
  const plain = await ask(machine, name, '@127.0.0.1 +tcp');
  report.check('and answers on port 53 only', reset === 'no answer' && plain === expected, { reset, plain });
  await machine.run(`systemctl disable --now ${socket}; systemctl restart healthy-dns`);
  const closed = await machine.run("ss -H -l -n -t 'sport = :853'");
  report.check('once its socket is disabled the port is closed', closed.stdout === '', closed.stdout);
};

/** The key as certbot leaves it: root's alone. */
async function writeCertificate(machine: Machine, endDays: number): Promise<void> {
  const { cert, key } = makeCertificate({ names: [server], endDays });
  await writeFile(machine, `${folder}/fullchain.pem`, cert);
  await writeFile(machine, `${folder}/privkey.pem`, key);
  await machine.run(`chmod 600 ${folder}/privkey.pem`);
}

async function certificateOf(machine: Machine): Promise<string> {
  const { stdout, output } = await machine.run('healthy-dns status');
  return /^certificate: .*$/m.exec(stdout)?.[0] ?? output;
}
