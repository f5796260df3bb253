// What the steps about secondaries and updates share: the keys and the configuration that docs/transfers.md and
// docs/updates.md tell the administrator to write, a secondary that takes NOTIFY, and requests with keys.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { paths, show, writeFile, zone } from './inside.ts';
import type { Machine } from './machine.ts';
import type { Ended } from './run-command.ts';

export const yaml = '/etc/healthy-dns/healthy-dns.yaml';
export const catalog = 'catalog.invalid';
export const secondaryAddress = '127.0.0.54';
const secondaryPort = 5353;
const dropIn = '/etc/systemd/system/healthy-dns.service.d/keys.conf';
const shipped = '/run/e2e-shipped.yaml';
const group = 'e2e-keys';

/** One that only root can read, and one that the service reads itself, at every reload. */
export const keyFiles = {
  transfer: '/etc/healthy-dns/xfr.keys',
  update: '/etc/healthy-dns/home.keys',
} as const;

const unit = `[Service]
LoadCredential=xfr.keys:${keyFiles.transfer}
SupplementaryGroups=${group}
`;

/** The variables in /etc/default/healthy-dns name the zone. */
const configuration = `
tsig-key-file: [/run/credentials/healthy-dns.service/xfr.keys, ${keyFiles.update}]
transfer:
  allow: [{ key: xfr. }]
  notify: ["${secondaryAddress}:${secondaryPort}"]
update:
  - { key: home., names: ["*.dyn"], types: [A, AAAA], max-ttl: 5m }
catalog: ${catalog}
`;

export async function giveKeys(machine: Machine): Promise<Ended> {
  await machine.run(`cp ${yaml} ${shipped}`);
  await writeFile(machine, yaml, configuration);
  await writeFile(machine, dropIn, unit);
  return machine.run(
    `groupadd --system ${group} && umask 077 && healthy-dns tsig-keygen xfr > ${keyFiles.transfer} && ` +
      `healthy-dns tsig-keygen home > ${keyFiles.update} && ` +
      `chgrp ${group} ${keyFiles.update} && chmod 640 ${keyFiles.update} && systemctl daemon-reload`,
  );
}

export async function takeKeysAway(machine: Machine): Promise<void> {
  await machine.run(`cp ${shipped} ${yaml}; rm -rf ${dropIn} ${Object.values(keyFiles).join(' ')}`);
  await machine.run(`systemctl daemon-reload; systemctl restart healthy-dns; groupdel ${group}`);
}

export interface ListeningSecondary {
  /** Zone and serial of each NOTIFY. */
  readonly told: readonly string[];
}

export async function startSecondary(machine: Machine): Promise<ListeningSecondary> {
  const program = `${paths.programs}/secondary-program.js`;
  const child: ChildProcess = machine.start([paths.node, program, secondaryAddress, String(secondaryPort)]);
  if (child.stdout === null) throw new Error('a secondary has no output');
  const told: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => told.push(...chunk.toString().trim().split('\n')));
  await once(child.stdout, 'data');
  return { told };
}

/** As the secondary would ask, with its key. */
export function transfer(
  machine: Machine,
  type: string,
  apex = zone,
  key = keyFiles.transfer,
): Promise<Ended> {
  return machine.run(
    `dig -b ${secondaryAddress} -k ${key} @127.0.0.1 +onesoa +noall +answer ${apex} ${type}`,
  );
}

export async function serialOf(machine: Machine, apex = zone): Promise<number> {
  const { stdout } = await machine.run(`dig @127.0.0.1 +short ${apex} SOA`);
  return Number(stdout.split(' ')[2]);
}

/** Lines of nsupdate, signed. */
export function update(
  machine: Machine,
  lines: readonly string[],
  key: string = keyFiles.update,
): Promise<Ended> {
  const input = ['server 127.0.0.1', `zone ${zone}`, ...lines, 'send', ''].join('\\n');
  return machine.run(`printf '${input}' | nsupdate -t 5 -k ${key}`);
}

/** Where one of the keys' secrets occurs, of places where none may: a line for each. */
export async function findSecrets(machine: Machine): Promise<string> {
  const secrets = '/root/e2e-secrets';
  const pid = await show(machine, 'MainPID');
  await machine.run(
    `umask 077; sed -n 's/.*secret "\\(.*\\)";.*/\\1/p' ${Object.values(keyFiles).join(' ')} > ${secrets}`,
  );
  const { stdout } = await machine.run(
    `cd /; test "$(grep -cFf ${secrets} ${keyFiles.transfer})" = 1 || echo cannot find a secret in its file; ` +
      `journalctl --sync; journalctl -o export | grep -aFf ${secrets} && echo in the journal; ` +
      `for words in status 'status --json' check; do ` +
      `healthy-dns $words | grep -Ff ${secrets} && echo in "$words"; done; ` +
      `systemctl show healthy-dns | grep -Ff ${secrets} && echo in the unit; ` +
      `grep -lraFf ${secrets} /run/healthy-dns/ /var/lib/healthy-dns/ /tmp /proc/${pid}/environ /proc/[0-9]*/cmdline 2>/dev/null`,
  );
  await machine.run(`rm ${secrets}`);
  return stdout.trim();
}
