// The command line: which command, which flags. What the flags mean is the business of src/config, whose table of
// flags also makes the help.

import yargs, { type Argv } from 'yargs';
import { version } from '../base/version.ts';
import { type Flag, flags, variablesOf } from '../config/flags.ts';
import type { CommandLine } from '../config/gather-values.ts';
import { didYouMean } from '../config/suggest.ts';
import { printSecurityAlgorithm } from '../wire/protocol.ts';
import { daemonFlags } from './asking/control-socket.ts';
import { drain } from './asking/drain.ts';
import { endOverride } from './asking/end-override.ts';
import { explain } from './asking/explain.ts';
import { force } from './asking/force.ts';
import { reload } from './asking/reload.ts';
import { status } from './asking/status.ts';
import { check } from './checking/check.ts';
import { ds } from './keys/ds.ts';
import { keygen, usualAlgorithm } from './keys/keygen.ts';
import { discover } from './lookup/discover.ts';
import type { LookupFlags } from './lookup/open-discovery.ts';
import { watch } from './lookup/watch.ts';
import { printError } from './printing/print-error.ts';
import { ExitCode } from './process/exit-codes.ts';
import { demo } from './starting/demo.ts';
import { serve } from './starting/serve.ts';

const examples = [
  [
    `$0 --hosted-zone example.com --ns '["ns1.example.com"]' \\\n  --zone-resolutions '{"www": {"ips": ["192.0.2.1", "192.0.2.2"], "health_port": 80}}'`,
    'Answer www.example.com with those of two servers that accept connections on port 80',
  ],
  ['$0 check --zone-resolutions @names.json …', 'Check a configuration and print the zone it makes'],
  ['$0 discover _http._tcp.api.example.com', 'Ask name servers where a service is'],
  ['$0 demo', 'Watch answers follow three backends, without any configuration'],
] as const;

const commandNames = [
  ...['check', 'reload', 'status', 'explain', 'drain', 'undrain', 'force', 'release'],
  ...['keygen', 'ds', 'discover', 'watch', 'demo'],
];

const zoneFlags = flags.filter(({ name }) => name === 'hosted-zone' || name === 'alias-zones');
/** To name a zone only adds to what is printed. */
const optionalZoneFlags = zoneFlags.map(({ isRequired: _, ...flag }) => ({ default: 'none', ...flag }));
const keyFlags = flags.filter(({ name }) => name.startsWith('priv-key-'));

async function main(words: readonly string[]): Promise<void> {
  await yargs([...words])
    .scriptName('healthy-dns')
    .usage(
      '$0 [command] [flags]\n\nAn authoritative DNS server that answers only with backends that are alive.',
    )
    .command(
      '$0',
      'Serve the zone (what happens without a command)',
      (cli) => withFlags(cli),
      async (argv) => {
        // yargs takes any other word for the default command's; `healthy-dns chek` must not start a server.
        process.exitCode =
          argv._.length > 0 ? refuseWords(argv._.map(String)) : await serve(commandLineOf(argv), process.env);
      },
    )
    .command(
      'check',
      'Check the configuration and print the zone as it would be published',
      (cli) =>
        withFlags(cli).option('zone', {
          type: 'string',
          requiresArg: true,
          describe: 'Print this alias zone instead of the hosted one',
        }),
      async ({ zone, ...argv }) => {
        // A flag that is given twice comes as an array, whatever yargs' types say.
        process.exitCode = await check(
          commandLineOf(argv),
          process.env,
          zone as string | string[] | undefined,
        );
      },
    )
    .command(
      'reload',
      'Make the running daemon take the configuration of this environment, or keep the old one',
      (cli) =>
        withFlags(cli, daemonFlags).option('allow-empty', {
          type: 'boolean',
          describe: 'Take also a configuration without a zone, and refuse every query from then on',
        }),
      async ({ 'allow-empty': allowsEmpty, ...argv }) => {
        process.exitCode = await reload(commandLineOf(argv), process.env, allowsEmpty === true);
      },
    )
    .command(
      'status',
      'Show what the running daemon serves; the exit code says whether all is well',
      (cli) =>
        withFlags(cli, daemonFlags)
          .option('json', { type: 'boolean', describe: 'Print everything, for programs' })
          .option('serving', {
            type: 'boolean',
            describe: 'Succeed when it serves, whatever its targets do',
          }),
      async ({ json, serving, ...argv }) => {
        const options = { asJson: json === true, onlyServing: serving === true };
        process.exitCode = await status(commandLineOf(argv), process.env, options);
      },
    )
    .command(
      'explain <name> [type]',
      'Show what is answered for a name, and why each address is in it or not',
      (cli) =>
        withFlags(cli, daemonFlags)
          .positional('name', { type: 'string', describe: 'Relative to the zone, or absolute' })
          .positional('type', { type: 'string', describe: 'A, AAAA, SRV …; what the name has otherwise' })
          .option('if-down', {
            type: 'string',
            requiresArg: true,
            describe: 'Show also what would be answered if this address was down; may be repeated',
          })
          .option('json', { type: 'boolean', describe: 'Print everything, for programs' }),
      async ({ name, type, 'if-down': ifDown, json, ...argv }) => {
        process.exitCode = await explain(String(name), commandLineOf(argv), process.env, {
          type: lastOf(type),
          ifDown: ifDown === undefined ? [] : [ifDown].flat().map(String),
          asJson: json === true,
        });
      },
    )
    .command(
      'drain <what>',
      'Keep an address, address:port or name out of answers, whatever its health, until undrain',
      (cli) =>
        withOverrideFlags(cli).option('wait', {
          type: 'boolean',
          describe: 'Wait until the last answer with it has run out: then a backend can be stopped',
        }),
      async ({ what, for: duration, 'force-empty': mayEmpty, wait, ...argv }) => {
        process.exitCode = await drain(String(what), commandLineOf(argv), process.env, {
          duration: lastOf(duration),
          mayEmpty: mayEmpty === true,
          waits: wait === true,
        });
      },
    )
    .command(
      'undrain <what>',
      'End a drain',
      (cli) => withSubject(withFlags(cli, daemonFlags)),
      async ({ what, ...argv }) => {
        process.exitCode = await endOverride('drain', String(what), commandLineOf(argv), process.env);
      },
    )
    .command(
      'force <verdict> <what>',
      'Make an address, or address:port, count as up or down, whatever its probes say, until release',
      (cli) => withOverrideFlags(cli).positional('verdict', { type: 'string', describe: 'up or down' }),
      async ({ verdict, what, for: duration, 'force-empty': mayEmpty, ...argv }) => {
        const options = { duration: lastOf(duration), mayEmpty: mayEmpty === true };
        process.exitCode = await force(
          String(verdict),
          String(what),
          commandLineOf(argv),
          process.env,
          options,
        );
      },
    )
    .command(
      'release <what>',
      'End a forced verdict, or the hold of what goes up and down too often',
      (cli) => withSubject(withFlags(cli, daemonFlags)),
      async ({ what, ...argv }) => {
        process.exitCode = await endOverride('force', String(what), commandLineOf(argv), process.env);
      },
    )
    .command(
      'keygen',
      'Make a key to sign zones with, in a new file',
      (cli) =>
        withFlags(cli, optionalZoneFlags)
          .option('algorithm', {
            type: 'string',
            requiresArg: true,
            describe: `DNSSEC algorithm of the key, ${printSecurityAlgorithm(usualAlgorithm)} when none is named`,
          })
          .option('out', { type: 'string', requiresArg: true, describe: 'File to write the key to' }),
      ({ algorithm, out, ...argv }) => {
        process.exitCode = keygen(commandLineOf(argv), process.env, { algorithm, out });
      },
    )
    .command(
      'ds',
      'Print what the registrar of each zone has to know of the keys',
      (cli) =>
        withFlags(cli, [...zoneFlags, ...keyFlags]).option('json', {
          type: 'boolean',
          describe: 'Print it for programs',
        }),
      ({ json, ...argv }) => {
        process.exitCode = ds(commandLineOf(argv), process.env, json === true);
      },
    )
    .command(
      'discover <name>',
      'Print the endpoints of a service, as SRV records anywhere in DNS have them',
      (cli) => withLookupFlags(cli),
      async ({ name, json, ...argv }) => {
        process.exitCode = await discover(String(name), lookupFlagsOf(argv), json === true);
      },
    )
    .command(
      'watch <name>',
      'Follow a service: print, or hand to a command, every change of its endpoints',
      (cli) =>
        withLookupFlags(cli)
          .option('interval', {
            type: 'string',
            requiresArg: true,
            describe: 'Seconds between two looks, longer when answers hold longer [default: 30]',
          })
          .option('exec', {
            type: 'string',
            requiresArg: true,
            describe: 'Run this command for every change, with all endpoints as JSON on its standard input',
          }),
      async ({ name, json, interval, exec, ...argv }) => {
        process.exitCode = await watch(String(name), lookupFlagsOf(argv), {
          asJson: json === true,
          interval: lastOf(interval),
          command: lastOf(exec),
        });
      },
    )
    .command(
      'demo',
      'Serve a small zone with three backends of its own, on 127.0.0.1 and port 53053 or another --port',
      (cli) =>
        cli
          .option('port', { type: 'string', requiresArg: true, describe: 'Port for DNS; 0 takes a free one' })
          .strictOptions(),
      async (argv) => {
        process.exitCode = await demo(commandLineOf(argv));
      },
    )
    .example(examples.map(([command, description]) => [command, description]))
    .epilogue(
      'A flag wins over its variable HEALTHY_DNS_…, which wins over the variable DNS_… . Where JSON is expected, ' +
        '@path reads it from a file.',
    )
    .parserConfiguration({
      // Names are kept as they are typed, values as texts: src/config decides what they mean.
      'camel-case-expansion': false,
      'dot-notation': false,
      'boolean-negation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
    })
    .strictCommands()
    .recommendCommands()
    .version(version)
    .alias('help', 'h')
    .wrap(Math.min(process.stdout.columns ?? 100, 110))
    .fail((message, error) => {
      // yargs' own complaints come as YError or as a message alone; everything else is a bug of ours.
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      process.exit(printUsageError(message));
    })
    .parseAsync();
}

function refuseWords(words: readonly string[]): number {
  const [first = ''] = words;
  return printUsageError(`Unknown command: ${words.join(' ')}${didYouMean(first, commandNames)}`);
}

function printUsageError(message: string): number {
  printError(message);
  printError('See healthy-dns --help');
  return ExitCode.usage;
}

function withFlags(cli: Argv, chosen: readonly Flag[] = flags): Argv {
  for (const flag of chosen) {
    const fallback = flag.isRequired === true ? 'required' : `default: ${flag.default}`;
    cli.option(flag.name, {
      type: 'string',
      // A switch is no boolean of yargs, to which `--nsec3=yes` is false: its text goes where all others go.
      requiresArg: flag.isSwitch !== true,
      group: `${flag.group}:`,
      describe: `${flag.describe} [${fallback}] [${variablesOf(flag).join(', ')}]`,
    });
  }
  return cli;
}

function withSubject(cli: Argv): Argv {
  return cli.positional('what', {
    type: 'string',
    describe: '192.0.2.1, 192.0.2.1:80, [2001:db8::1]:80, or a name like www',
  });
}

/** Of the commands that begin what another one ends. */
function withOverrideFlags(cli: Argv): Argv {
  return withSubject(withFlags(cli, daemonFlags))
    .option('for', {
      type: 'string',
      requiresArg: true,
      describe: 'End by itself after this time: 90, 45s, 15m, 2h, 7d',
    })
    .option('force-empty', {
      type: 'boolean',
      describe: 'Also when a name has no address left then',
    });
}

/** Of the commands that ask name servers; none of them configures a daemon, so that any other flag is a mistake. */
function withLookupFlags(cli: Argv): Argv {
  return cli
    .positional('name', { type: 'string', describe: 'As it stands in DNS, like _http._tcp.api.example.com' })
    .option('server', {
      type: 'string',
      requiresArg: true,
      describe:
        'Ask this name server, 192.0.2.53 or [2001:db8::53]:5353; may be repeated [default: as the system does]',
    })
    .option('fallback-port', {
      type: 'string',
      requiresArg: true,
      describe: 'Where there are no SRV records, take the addresses of the name with this port',
    })
    .option('check', { type: 'boolean', describe: 'Connect to each endpoint and tell which of them accept' })
    .option('json', { type: 'boolean', describe: 'Print everything, for programs' })
    .strictOptions();
}

function lookupFlagsOf(argv: Readonly<Record<string, unknown>>): LookupFlags {
  const servers = argv['server'];
  return {
    servers: Array.isArray(servers) ? servers.map(String) : servers === undefined ? [] : [String(servers)],
    fallbackPort: lastOf(argv['fallback-port']),
    check: argv['check'] === true,
  };
}

/** A flag that is given twice comes as an array. */
function lastOf(value: unknown): string | undefined {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? undefined : String(last);
}

/** What was typed, without what yargs adds. */
function commandLineOf(argv: Readonly<Record<string, unknown>>): CommandLine {
  const { _, $0, ...given } = argv;
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}

void main(process.argv.slice(2));
