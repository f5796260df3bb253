// Every flag, once: the command line, the environment, the help and the manual are all made from this table.

export interface Flag {
  readonly name: FlagName;
  readonly group: 'Zone' | 'Listening' | 'Health' | 'Operation' | 'DNSSEC';
  /** How help shows the value. */
  readonly placeholder: string;
  readonly describe: string;
  /** As help shows it; a required flag has none. */
  readonly default?: string;
  readonly isRequired?: true;
  readonly isRepeatable?: true;
  /** Takes no value on the command line, and yes or no in the environment. */
  readonly isSwitch?: true;
  /** The variable of older container images with the same purpose; HEALTHY_DNS_* is derived from the name. */
  readonly legacyVariable?: string;
}

export type FlagName =
  | 'hosted-zone'
  | 'zone-resolutions'
  | 'ns'
  | 'records'
  | 'alias-zones'
  | 'ttl'
  | 'port'
  | 'listen'
  | 'udp-engine'
  | 'udp-workers'
  | 'test-min-interval'
  | 'test-timeout'
  | 'rise'
  | 'fall'
  | 'when-all-down'
  | 'anchor'
  | 'mass-failure'
  | 'flap-limit'
  | 'flap-window'
  | 'log-level'
  | 'log-format'
  | 'runtime-directory'
  | 'environment-file'
  | 'strict-start'
  | 'priv-key-path'
  | 'priv-key-alg'
  | 'priv-key-passphrase-file'
  | 'nsec3';

export const flags: readonly Flag[] = [
  {
    name: 'hosted-zone',
    group: 'Zone',
    placeholder: 'name',
    describe: 'The zone to be authoritative for',
    isRequired: true,
    legacyVariable: 'DNS_HOSTED_ZONE',
  },
  {
    name: 'zone-resolutions',
    group: 'Zone',
    placeholder: 'json|@file',
    describe:
      'The names of the zone: {"www": ["192.0.2.1"]} is always published, ' +
      '{"www": {"ips": ["192.0.2.1"], "health_port": 80}} while a TCP connection to that port succeeds; ' +
      'see docs/health.md for HTTP and TLS checks, backups and more',
    isRequired: true,
    legacyVariable: 'DNS_ZONE_RESOLUTIONS',
  },
  {
    name: 'ns',
    group: 'Zone',
    placeholder: 'json|@file',
    describe: 'Host names of the name servers, the primary first: ["ns1.example.com", "ns2.example.com"]',
    isRequired: true,
    legacyVariable: 'DNS_NAME_SERVERS',
  },
  {
    name: 'records',
    group: 'Zone',
    placeholder: 'file',
    describe:
      'Master file with more records of the zone, such as MX and CNAME; ' +
      'its SOA and NS records count where --ns is not given',
    default: 'none',
  },
  {
    name: 'alias-zones',
    group: 'Zone',
    placeholder: 'json|@file',
    describe: 'Other zones with the same records and the same checks: ["example.net"]',
    default: '[]',
    legacyVariable: 'DNS_ALIAS_ZONES',
  },
  {
    name: 'ttl',
    group: 'Zone',
    placeholder: 'seconds',
    describe: 'TTL of published addresses, in seconds',
    default: '2 × --test-min-interval',
  },
  {
    name: 'port',
    group: 'Listening',
    placeholder: 'number',
    describe: 'Port for UDP and TCP',
    default: '53053',
    legacyVariable: 'DNS_PORT',
  },
  {
    name: 'listen',
    group: 'Listening',
    placeholder: 'address',
    describe: 'Address to listen on; may be repeated',
    default: ':: and 0.0.0.0',
    isRepeatable: true,
  },
  {
    name: 'udp-engine',
    group: 'Listening',
    placeholder: 'engine',
    describe: 'batch (threads, many datagrams per system call), dgram (Node), auto (batch where available)',
    default: 'auto',
  },
  {
    name: 'udp-workers',
    group: 'Listening',
    placeholder: 'count',
    describe: 'Threads that answer UDP; 0 answers on the main thread',
    default: 'the number of processors, at most 4; 0 with dgram',
  },
  {
    name: 'test-min-interval',
    group: 'Health',
    placeholder: 'seconds',
    describe: 'Seconds between two probes of a target',
    default: '30',
    legacyVariable: 'DNS_TEST_MIN_INTERVAL',
  },
  {
    name: 'test-timeout',
    group: 'Health',
    placeholder: 'seconds',
    describe: 'Seconds that a probe waits for the target',
    default: '2',
    legacyVariable: 'DNS_TEST_TIMEOUT',
  },
  {
    name: 'rise',
    group: 'Health',
    placeholder: 'count',
    describe: 'Consecutive successes that bring a target back up',
    default: '1',
  },
  {
    name: 'fall',
    group: 'Health',
    placeholder: 'count',
    describe: 'Consecutive failures that take a target down; after the first, probes follow within a second',
    default: '2',
  },
  {
    name: 'when-all-down',
    group: 'Health',
    placeholder: 'policy',
    describe:
      'What a name answers when all of its addresses are down: nothing (empty), all of them (all), those healthy ' +
      'last (last), or other addresses, separated by commas',
    default: 'empty',
  },
  {
    name: 'anchor',
    group: 'Health',
    placeholder: 'address:port',
    describe:
      'An outside address that accepts TCP connections whatever happens to the targets: while every anchor fails, and ' +
      'very many targets do, our own network is to blame and verdicts stay as they are; may be repeated',
    default: 'none; our own network is to blame when no target answers at all',
    isRepeatable: true,
  },
  {
    name: 'mass-failure',
    group: 'Health',
    placeholder: 'share',
    describe: 'The share of targets that must fail before our own network may be suspected; 1: never',
    default: '0.5',
  },
  {
    name: 'flap-limit',
    group: 'Health',
    placeholder: 'count',
    describe:
      'A target that goes up and down more often than this within --flap-window is held down until it has been ' +
      'steady for half of that time; 0: never',
    default: '6',
  },
  {
    name: 'flap-window',
    group: 'Health',
    placeholder: 'seconds',
    describe: 'The seconds over which changes count towards --flap-limit',
    default: '600',
  },
  {
    name: 'log-level',
    group: 'Operation',
    placeholder: 'level',
    describe: 'Lowest level to log: debug, info, warning, error, critical',
    default: 'info',
    legacyVariable: 'DNS_LOG_LEVEL',
  },
  {
    name: 'log-format',
    group: 'Operation',
    placeholder: 'format',
    describe:
      'auto, text, json; auto writes journal fields under systemd, text to a terminal, json elsewhere',
    default: 'auto',
  },
  {
    name: 'runtime-directory',
    group: 'Operation',
    placeholder: 'path',
    describe: 'Directory for the control socket and for the verdicts that a restart starts from',
    default: '$RUNTIME_DIRECTORY, or /run/healthy-dns',
  },
  {
    name: 'environment-file',
    group: 'Operation',
    placeholder: 'file',
    describe:
      'File of variables in the EnvironmentFile= format of systemd, with or without "export "; read again by every ' +
      'reload. Variables in the environment win over it',
    default: 'none; /etc/default/healthy-dns for the service, and for commands not told otherwise',
  },
  {
    name: 'strict-start',
    group: 'Operation',
    placeholder: '',
    describe: 'Refuse to start with a configuration that has errors, instead of serving the last good one',
    default: 'no',
    isSwitch: true,
  },
  {
    name: 'priv-key-path',
    group: 'DNSSEC',
    placeholder: 'file',
    describe:
      'Private key to sign the zones with (PEM or PKCS#12); may be repeated for a key rollover, the one in use first',
    default: 'none; the zones are not signed',
    isRepeatable: true,
    legacyVariable: 'DNS_PRIV_KEY_PATH',
  },
  {
    name: 'priv-key-passphrase-file',
    group: 'DNSSEC',
    placeholder: 'file',
    describe: 'File with the passphrase of an encrypted key; once for all keys, or once for each',
    default: 'none',
    isRepeatable: true,
  },
  {
    name: 'priv-key-alg',
    group: 'DNSSEC',
    placeholder: 'name',
    describe: 'DNSSEC algorithm of the key, by name or number; once for all keys, or once for each',
    default: 'that of the key; RSASHA256 for RSA',
    isRepeatable: true,
    legacyVariable: 'DNS_PRIV_KEY_ALG',
  },
  {
    name: 'nsec3',
    group: 'DNSSEC',
    placeholder: '',
    describe: 'Deny names with NSEC3, which does not reveal the others, instead of NSEC',
    default: 'no',
    isSwitch: true,
  },
];

/** The flags without which there is no zone. */
export const requiredFlags = flags.filter(({ isRequired }) => isRequired === true);

export const variablePrefix = 'HEALTHY_DNS_';

/** The variables that a flag is read from; the first wins. */
export function variablesOf({ name, legacyVariable }: Flag): string[] {
  return legacyVariable === undefined ? [variableOf(name)] : [variableOf(name), legacyVariable];
}

export function variableOf(name: FlagName): string {
  return variablePrefix + name.toUpperCase().replaceAll('-', '_');
}
