// The tables of commands and flags -> healthy-dns(8), the program, and healthy-dns(7), its options, as roff.

import { version } from '../src/base/version.ts';
import { type Command, describeOption, printOperands } from '../src/bin/commands/command.ts';
import { shownCommands } from '../src/bin/commands/commands.ts';
import { ExitCode } from '../src/bin/process/exit-codes.ts';
import { flags, variableOf } from '../src/config/sources/flags.ts';
import { describeDefault, exampleOf, groupsOf, noteOn, quote } from './flag-notes.ts';

const exitCodes: Readonly<Record<keyof typeof ExitCode, string>> = {
  ok: 'Success. Of status: all is well.',
  notRunning: 'Of commands that talk to a daemon: none answers.',
  targetsDown:
    'Of status: it serves, and some targets are down, forced down or held down, or its own network is suspect. Of ' +
    'check --probe: some checks failed.',
  namesEmpty: 'Of status: it serves, and a name has no healthy address left.',
  noZone: 'Of status: it runs without a zone to serve.',
  refused:
    'Of drain and force: not done, because a name would have no address left. Of undrain and release: nothing was ' +
    'ended, and something else still holds. Of acme: the configuration speaks for the name, or the text cannot be kept.',
  drainEnded: 'Of drain --wait: the drain ends, or has ended, before the last answer expires.',
  lastGood:
    'Of status: it serves the last good configuration, because the present one has errors. They are printed.',
  noSuchName:
    'Of explain, history and status: there is no such name or target. Standard error suggests one. Of names: none is meant.',
  usage: 'There is no such command, or its words are wrong.',
  noSuchService:
    'Of discover: name servers say that there is no such service, or none with an address. Of drain, undrain, ' +
    'force and release: nothing that is configured has what was named. Of acme: the name is in no zone. Of explain --if-down: the answer does not ' +
    'depend on it.',
  unavailable: 'An address to listen on is not available, or there are too few file descriptors.',
  software: 'A bug. The log says where.',
  cannotCreate: 'Of keygen: the file cannot be written, or already exists.',
  lostOutput: 'Of all commands: standard output cannot be written, as on a full disk.',
  lookupFailed:
    'Of discover: name servers did not answer, or answered with an error. Of acme --wait: a secondary still lacks the ' +
    'text.',
  config:
    'The configuration has errors; standard error, or the journal, has all of them. Of the service: there is no last ' +
    'good one to serve either. The unit has failed; the next query starts it again.',
  interrupted: 'Of drain --wait: interrupted. What was drained stays drained.',
};

const files: readonly (readonly [string, string])[] = [
  [
    '/etc/healthy-dns/healthy-dns.yaml',
    'Settings of the service, in YAML or JSON, by the names of the options in healthy-dns(7).',
  ],
  [
    '/etc/default/healthy-dns',
    'Variables of the service; every option of healthy-dns(7) has one. They win over the settings in the file above.',
  ],
  ['/etc/healthy-dns', 'For keys, readable by root alone, and for files named by @path, readable by all.'],
  [
    'healthy-dns.socket',
    'The addresses and ports; systemd keeps the sockets open during restarts and upgrades.',
  ],
  ['healthy-dns-tls.socket', 'The same for DNS over TLS; see tls.md before enabling it.'],
  [
    'healthy-dns-http.socket',
    'Port 9353 of this machine, for the status page and metrics: "systemctl enable --now" opens it, "systemctl disable --now" closes it. See http.md.',
  ],
  ['/run/healthy-dns/control.sock', 'Where commands reach the service. Only root can open it.'],
  [
    '/run/healthy-dns/verdicts.json',
    'The last verdicts, with which a restart begins; a reboot forgets them.',
  ],
  [
    '/var/lib/healthy-dns/last-good.json',
    'The last configuration without errors, served by a start that finds errors in the present one.',
  ],
  ['/var/lib/healthy-dns/last-good-files', 'Copies of its master files.'],
  [
    '/var/lib/healthy-dns/history',
    'What was up, what changed and how many queries there were, for 90 days. Safe to remove.',
  ],
  [
    '/run/healthy-dns/overrides.json',
    'What operators drained or forced; kept across restarts, but not across a reboot.',
  ],
  [
    '/run/healthy-dns/zones',
    'What secondaries had, so that after a restart they get differences and not whole zones; it is safe to lose.',
  ],
  [
    '/var/lib/healthy-dns/updates.json',
    'Records that were made by updates and by acme; kept across reboots and upgrades. Edit it only while the service is stopped.',
  ],
  ['/usr/lib/healthy-dns/acme-hook', 'A hook for certbot and dehydrated, which calls acme.'],
];

export function printProgramManual(): string {
  return [
    title(8, 'System Administration'),
    section('NAME', `healthy-dns ${dash} authoritative DNS server that answers with backends that are alive`),
    section('SYNOPSIS', synopsis()),
    section(
      'DESCRIPTION',
      [
        'healthy-dns hosts whole domains over DNS: every record type, from master files and from its configuration. It ' +
          'probes every backend at intervals, and publishes only the addresses of those that are healthy.',
        'Installed from the Debian package it runs as healthy-dns.service. Name zones in ' +
          '/etc/healthy-dns/healthy-dns.yaml and apply it with "systemctl reload healthy-dns"; follow it with ' +
          '"journalctl -fu healthy-dns". The options are described in healthy-dns(7).',
      ]
        .map(escapeText)
        .join('\n.PP\n'),
    ),
    section('COMMANDS', shownCommands.map(printCommand).join('\n')),
    section(
      'FILES',
      files.map(([path, text]) => entry(`\\fI${escapeText(path)}\\fR`, escapeText(text))).join('\n'),
    ),
    section('SIGNALS', signals()),
    section('EXIT STATUS', printExitCodes()),
    section('EXAMPLES', printExamples()),
    section('SEE ALSO', '.BR healthy-dns (7),\n.BR systemctl (1),\n.BR journalctl (1)'),
  ].join('\n');
}

export function printOptionsManual(): string {
  const groups = [...groupsOf(flags)].map(
    ([group, members]) => `.SS ${escapeText(group)}\n${members.map(printFlag).join('\n')}`,
  );
  return [
    title(7, 'Options'),
    section('NAME', `healthy-dns ${dash} options of the DNS server healthy-dns`),
    section(
      'DESCRIPTION',
      escapeText(
        'Every option is a flag, an environment variable, and a setting of the configuration file. A flag overrides its ' +
          'variable HEALTHY_DNS_..., which overrides the variable DNS_... that container images of a similar server read, ' +
          'which overrides the setting. Lists and mappings are written as YAML or JSON, and @path reads one from a file; ' +
          'lists of names may also be separated by commas. Durations are seconds, or have a unit: 500ms, 30s, 5m, 2h, 1d. ' +
          'The service reads /etc/healthy-dns/healthy-dns.yaml, and its variables from /etc/default/healthy-dns.',
      ),
    ),
    section('OPTIONS', groups.join('\n')),
    section('SEE ALSO', '.BR healthy-dns (8),\n.BR systemd.exec (5)'),
  ].join('\n');
}

const dash = '\\-';

/** Neither hyphenated nor justified: people copy examples from it. */
function title(number: number, what: string): string {
  return `.TH HEALTHY-DNS ${number} "" "healthy-dns ${version}" "${what}"\n.nh\n.ad l`;
}

function section(name: string, body: string): string {
  return `.SH ${name}\n${body}`;
}

function entry(tag: string, body: string): string {
  return `.TP\n${tag}\n${body}`;
}

function synopsis(): string {
  return shownCommands.map((command) => `${printTag(command)}\n.RI [ options ]`).join('\n.br\n');
}

function printCommand(command: Command): string {
  const { operands, options } = command;
  const words = [
    ...Object.entries(operands).map(([name, { describe }]) =>
      entry(`.I ${escapeText(name)}`, escapeText(`${describe}.`)),
    ),
    ...Object.entries(options).map(([name, option]) =>
      entry(printOptionTag(name, option.placeholder), escapeText(`${describeOption(option)}.`)),
    ),
  ];
  const inner = words.length === 0 ? '' : `\n.RS\n${words.join('\n')}\n.RE`;
  return entry(printTag(command), escapeText(`${command.describe}.${printFlagsTaken(command)}`)) + inner;
}

function printTag(command: Command): string {
  return command.name === ''
    ? '.B healthy-dns'
    : `.B healthy-dns ${escapeText(command.name + printOperands(command))}`;
}

function printOptionTag(name: string, placeholder: string | undefined): string {
  const flag = escapeText(`--${name}`);
  return placeholder === undefined ? `.B ${flag}` : `.BI ${flag} " ${escapeText(placeholder)}"`;
}

function printFlagsTaken({ flags: taken }: Command): string {
  if (taken.length === 0) return '';
  const all = taken.length === flags.length;
  return ` Takes ${all ? 'all options' : taken.map(({ name }) => `--${name}`).join(', ')} of healthy-dns(7).`;
}

function printFlag(flag: (typeof flags)[number]): string {
  const variables = [variableOf(flag.name), flag.legacyVariable].filter((name) => name !== undefined);
  const note = noteOn(flag);
  const paragraphs = [
    `${flag.describe}.`,
    ...(note === undefined ? [] : [note]),
    `${describeDefault(flag)}`,
    `In the environment: ${variables.join(', ')}`,
    `Example: ${variables[0]}=${quote(exampleOf(flag))}`,
  ];
  return entry(printOptionTag(flag.name, flag.placeholder), paragraphs.map(escapeText).join('\n.br\n'));
}

function printExamples(): string {
  return shownCommands
    .flatMap(({ examples }) => examples)
    .map(({ words, describe }) => {
      const lines = `healthy-dns ${words}`.split('\n').map(escapeText);
      return `${escapeText(`${describe}:`)}\n.PP\n.RS\n.nf\n${lines.join('\n')}\n.fi\n.RE`;
    })
    .join('\n.PP\n');
}

function signals(): string {
  return [
    ['SIGTERM, SIGINT', 'Stop.'],
    ['SIGHUP', 'Read the environment file, files named by @path, and keys again.'],
    ['SIGUSR1', 'Does nothing.'],
  ]
    .map(([tag, text]) => entry(`.B ${tag}`, text ?? ''))
    .join('\n');
}

function printExitCodes(): string {
  return (Object.keys(ExitCode) as (keyof typeof ExitCode)[])
    .map((name) => entry(`.B ${ExitCode[name]}`, escapeText(exitCodes[name])))
    .join('\n');
}

/** Text that roff prints as it is: hyphens of options stay hyphens, a leading dot is not a request. */
function escapeText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('×', '\\(mu')
    .replaceAll('…', '...')
    .replaceAll("'", '\\(aq')
    .replace(/^\./, '\\&.');
}
