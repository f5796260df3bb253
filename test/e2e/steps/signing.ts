// A zone signed with a key that only root can read: handed over as docs/dnssec.md tells the administrator, as a systemd
// credential, and judged by a validator.

import {
  configurationWith,
  journalCursor,
  paths,
  readJournalAfter,
  show,
  writeFile,
  zone,
} from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Step } from './step.ts';

const key = '/etc/healthy-dns/dnssec.pem';
const dropIn = '/etc/systemd/system/healthy-dns.service.d/dnssec.conf';
const anchors = '/run/e2e/anchors';

const credential = `[Service]
LoadCredential=dnssec.pem:${key}
Environment=HEALTHY_DNS_PRIV_KEY_PATH=%d/dnssec.pem
`;

export const signing: Step = async (machine, report) => {
  const made = await machine.run(`healthy-dns keygen --out ${key}`);
  report.check('a key is made', made.code === 0, made.output);
  const mode = await machine.run(`stat -c '%a %U' ${key}`);
  report.check('that only root can read', mode.stdout.trim() === '600 root', mode.stdout);

  const cursor = await journalCursor(machine);
  await writeFile(machine, dropIn, credential);
  const early = await machine.run('systemctl daemon-reload && systemctl reload healthy-dns');
  const said = await readJournalAfter(machine, cursor, ({ MESSAGE }) =>
    String(MESSAGE).includes('"systemctl restart healthy-dns"'),
  );
  report.check(
    'a reload cannot load it, fails, and says that a restart can',
    early.code !== 0 && said.length > 0,
    said.map(({ MESSAGE }) => MESSAGE),
  );
  const restart = await machine.run('systemctl restart healthy-dns');
  report.check('the service starts with it', restart.code === 0, restart.output);
  await writeAnchors(machine);
  const judged = await judgeAll(machine);
  for (const [question, verdict] of judged) report.check(`${question} is secure`, isSecure(verdict), verdict);

  await writeFile(machine, paths.configuration, configurationWith({ added: ['192.0.2.77'] }));
  const reload = await machine.run('systemctl reload healthy-dns');
  report.check('a reload of the signed zone succeeds', reload.code === 0, reload.output);
  const added = await judge(machine, `added.${zone}`);
  report.check('its new name is secure', isSecure(added), added);
  const entries = await readJournalAfter(machine, cursor);
  const journal = entries.map((entry) => JSON.stringify(entry)).join('\n');
  report.check(
    'the journal has no part of the key',
    !journal.includes('PRIVATE') && !journal.includes(await secretOf(machine)),
  );

  await machine.run(`rm -r ${dropIn} ${key}`);
  await writeFile(machine, paths.configuration, configurationWith());
  const back = await machine.run('systemctl daemon-reload && systemctl restart healthy-dns');
  report.check(
    'without the key it serves the zone unsigned',
    back.code === 0,
    await show(machine, 'StatusText'),
  );
  const unsigned = await machine.run(`dig @127.0.0.1 +short ${zone} DNSKEY`);
  report.check('without a DNSKEY', unsigned.stdout.trim() === '', unsigned.stdout);
};

async function writeAnchors(machine: Machine): Promise<void> {
  const { stdout } = await machine.run(`dig @127.0.0.1 +short ${zone} DNSKEY`);
  const [flags, protocol, algorithm, ...publicKey] = stdout.trim().split(/\s+/);
  const anchor = `"${zone}." static-key ${flags} ${protocol} ${algorithm} "${publicKey.join('')}";`;
  await writeFile(machine, anchors, `trust-anchors { ${anchor} };\n`);
}

async function judgeAll(machine: Machine): Promise<readonly (readonly [string, string])[]> {
  const judged: (readonly [string, string])[] = [];
  for (const [name, type] of [
    [`www.${zone}`, 'A'],
    [`www.${zone}`, 'AAAA'],
    [`absent.${zone}`, 'A'],
    [zone, 'SOA'],
  ] as const) {
    judged.push([`${name} ${type}`, await judge(machine, name, type)]);
  }
  return judged;
}

async function judge(machine: Machine, name: string, type = 'A'): Promise<string> {
  const { output } = await machine.run(`delv @127.0.0.1 -a ${anchors} +root=${zone} ${name} ${type}`);
  return output;
}

function isSecure(verdict: string): boolean {
  return verdict.includes('fully validated');
}

/** A line from the middle of the key, which occurs nowhere else. */
async function secretOf(machine: Machine): Promise<string> {
  const { stdout } = await machine.run(`sed -n 2p ${key}`);
  return stdout.trim();
}
