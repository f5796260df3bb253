// Every flag, once: the command line, the environment, the help and the manual are all made from this table.

export interface Flag {
  readonly name: FlagName;
  readonly group: 'Zone' | 'Listening' | 'Protection' | 'Health' | 'Operation' | 'DNSSEC' | 'Transfers';
  /** How help shows the value. */
  readonly placeholder: string;
  readonly describe: string;
  /** As help shows it; a required flag has none. */
  readonly default?: string;
  /** Where --zones is not given. */
  readonly isRequired?: true;
  readonly isRepeatable?: true;
  /** Takes no value on the command line, and yes or no in the environment. */
  readonly isSwitch?: true;
  /** A list or a mapping, written as YAML or JSON, or @file with either. */
  readonly isStructured?: true;
  /** A single text with commas, for which a configuration file may have a list. */
  readonly isList?: true;
  /** Each may be @file, with one on each line: they are secrets, and command lines are not. */
  readonly mayBeInFile?: true;
  /** In a configuration file, relative to that. */
  readonly isPath?: true;
  /** The variable of older container images with the same purpose; HEALTHY_DNS_* is derived from the name. */
  readonly legacyVariable?: string;
}

export type FlagName =
  | 'hosted-zone'
  | 'zone-resolutions'
  | 'ns'
  | 'records'
  | 'alias-zones'
  | 'zones'
  | 'ttl'
  | 'port'
  | 'listen'
  | 'proxy-from'
  | 'tls-port'
  | 'tls-cert'
  | 'tls-key'
  | 'http'
  | 'http-allow'
  | 'http-host'
  | 'http-token-file'
  | 'udp-engine'
  | 'udp-workers'
  | 'server-id'
  | 'server-version'
  | 'rrl'
  | 'rrl-slip'
  | 'rrl-exempt'
  | 'rrl-ipv4-prefix'
  | 'rrl-ipv6-prefix'
  | 'cookie-secret-file'
  | 'require-cookie-above'
  | 'test-min-interval'
  | 'test-timeout'
  | 'rise'
  | 'fall'
  | 'when-all-down'
  | 'anchor'
  | 'resolver'
  | 'mass-failure'
  | 'flap-limit'
  | 'flap-window'
  | 'metrics-names'
  | 'status-page'
  | 'notify-url'
  | 'notify-exec'
  | 'log-level'
  | 'log-format'
  | 'query-log'
  | 'query-log-sample'
  | 'query-log-max'
  | 'query-log-clients'
  | 'history'
  | 'runtime-directory'
  | 'config'
  | 'environment-file'
  | 'strict-start'
  | 'priv-key-path'
  | 'priv-key-alg'
  | 'priv-key-passphrase-file'
  | 'nsec3'
  | 'tsig-key-file'
  | 'transfer'
  | 'update'
  | 'catalog';

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
    placeholder: 'yaml|@file',
    describe:
      'The names of the zone, as YAML or JSON: {"www": ["192.0.2.1"]} is always published, ' +
      '{"www": {"ips": ["192.0.2.1"], "health_port": 80}} while a TCP connection to that port succeeds; ' +
      'see docs/health.md for HTTP and TLS checks, backups and more',
    isRequired: true,
    legacyVariable: 'DNS_ZONE_RESOLUTIONS',
    isStructured: true,
  },
  {
    name: 'ns',
    group: 'Zone',
    placeholder: 'yaml|@file',
    describe:
      'Host names of the name servers, the primary first: ns1.example.com,ns2.example.com or a list in YAML or JSON; ' +
      'a name without a dot is relative to the zone',
    isRequired: true,
    legacyVariable: 'DNS_NAME_SERVERS',
    isStructured: true,
  },
  {
    name: 'records',
    group: 'Zone',
    placeholder: 'file',
    describe:
      'Master file with more records of the zone, such as MX and CNAME; ' +
      'its SOA and NS records count where --ns is not given',
    default: 'none',
    isPath: true,
  },
  {
    name: 'alias-zones',
    group: 'Zone',
    placeholder: 'yaml|@file',
    describe:
      'Other zones with the same records and the same checks: example.net,example.org or a list in YAML or JSON',
    default: 'none',
    legacyVariable: 'DNS_ALIAS_ZONES',
    isStructured: true,
  },
  {
    name: 'zones',
    group: 'Zone',
    placeholder: 'yaml|@file',
    describe:
      'Several zones, each with its names, aliases and settings: {"example.com": {"names": {"www": ["192.0.2.1"]}}}; what ' +
      'a zone does not say comes from the flags of the same name; see docs/configuration.md',
    default: 'none; the zone of --hosted-zone',
    isStructured: true,
  },
  {
    name: 'ttl',
    group: 'Zone',
    placeholder: 'duration',
    describe: 'TTL of published addresses: 60 or 60s, 5m, 1h',
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
    name: 'proxy-from',
    group: 'Listening',
    placeholder: 'prefix',
    describe:
      'Front ends, such as dnsdist, that send the address of the client by the PROXY protocol (version 2): an address or a ' +
      'range such as 192.0.2.0/29; queries from there without a header are not answered. May be repeated',
    default: 'none',
    isRepeatable: true,
  },
  {
    name: 'tls-port',
    group: 'Listening',
    placeholder: 'number',
    describe: 'Port for DNS over TLS, on the same addresses; see docs/tls.md',
    default: '853 where --tls-cert is given; otherwise none',
  },
  {
    name: 'tls-cert',
    group: 'Listening',
    placeholder: 'file',
    describe: 'Certificate for DNS over TLS, in PEM, followed by any intermediate certificates',
    default: 'none; no DNS over TLS',
    isPath: true,
  },
  {
    name: 'tls-key',
    group: 'Listening',
    placeholder: 'file',
    describe: 'Private key of --tls-cert, in PEM, without a passphrase',
    default: 'none',
    isPath: true,
  },
  {
    name: 'http',
    group: 'Listening',
    placeholder: 'address[:port]',
    describe:
      'Where to serve the status page, metrics and health of this server over HTTP, such as 127.0.0.1:9353 or [::1]:9353; ' +
      'may be repeated. See docs/http.md',
    default: 'nowhere; the usual port is 9353',
    isRepeatable: true,
  },
  {
    name: 'http-allow',
    group: 'Listening',
    placeholder: 'address[/bits]',
    describe: 'Who may connect to --http, beside this machine itself; may be repeated',
    default: 'everybody who has a token',
    isRepeatable: true,
  },
  {
    name: 'http-host',
    group: 'Listening',
    placeholder: 'name',
    describe:
      'A name by which browsers reach --http, for instance through a reverse proxy; addresses and localhost need none. ' +
      'May be repeated',
    default: 'none',
    isRepeatable: true,
  },
  {
    name: 'http-token-file',
    group: 'Listening',
    placeholder: 'file',
    describe:
      'File with tokens, one per line, of which every client of --http must send one; needed where other machines can ' +
      'connect, and read again by every reload',
    default: 'none; only this machine may connect',
    isPath: true,
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
    name: 'server-id',
    group: 'Listening',
    placeholder: 'text|hostname|none',
    describe:
      'Name of this server, for clients that ask by NSID, id.server or hostname.bind: a text, octets as 0x6e7331, or ' +
      'hostname for that of the machine',
    default: 'none',
  },
  {
    name: 'server-version',
    group: 'Listening',
    placeholder: 'text|none',
    describe: 'Answer to version.server and version.bind',
    default: 'none',
  },
  {
    name: 'rrl',
    group: 'Protection',
    placeholder: 'rate',
    describe:
      'UDP replies of one kind per second to one network, so that nobody can flood others through this server, or off; ' +
      'see docs/security.md',
    default: '200',
  },
  {
    name: 'rrl-slip',
    group: 'Protection',
    placeholder: 'count',
    describe:
      'One in this many replies beyond --rrl is truncated, so that resolvers retry over TCP; the others are dropped; 0 ' +
      'drops all',
    default: '2',
  },
  {
    name: 'rrl-exempt',
    group: 'Protection',
    placeholder: 'address[/bits]',
    describe: 'A network that --rrl does not limit; may be repeated',
    default: 'none; clients with a valid cookie are never limited',
    isRepeatable: true,
  },
  {
    name: 'rrl-ipv4-prefix',
    group: 'Protection',
    placeholder: 'bits',
    describe: 'Bits of an IPv4 address that make a network for --rrl',
    default: '24',
  },
  {
    name: 'rrl-ipv6-prefix',
    group: 'Protection',
    placeholder: 'bits',
    describe: 'Bits of an IPv6 address that make a network for --rrl, at most 64',
    default: '56',
  },
  {
    name: 'cookie-secret-file',
    group: 'Protection',
    placeholder: 'file',
    describe:
      'DNS cookie secrets shared by servers behind one address, one per line, as 32 hexadecimal digits; the first makes ' +
      'cookies, all of them verify; may be repeated, and is read again by every reload',
    default: 'none; random, changed daily',
    isRepeatable: true,
    isPath: true,
  },
  {
    name: 'require-cookie-above',
    group: 'Protection',
    placeholder: 'octets',
    describe:
      'UDP replies longer than this need a valid DNS cookie; other clients are told to retry with one, or over TCP; 0: ' +
      'every answer',
    default: 'none; no reply needs one',
  },
  {
    name: 'test-min-interval',
    group: 'Health',
    placeholder: 'duration',
    describe: 'Time between two probes of a target: 30 or 30s, 500ms, 5m',
    default: '30s',
    legacyVariable: 'DNS_TEST_MIN_INTERVAL',
  },
  {
    name: 'test-timeout',
    group: 'Health',
    placeholder: 'duration',
    describe: 'Time that a probe waits for the target: 2 or 2s, 500ms',
    default: '2s',
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
    isList: true,
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
    name: 'resolver',
    group: 'Health',
    placeholder: 'address[:port]',
    describe:
      'Whom to ask for the addresses of backends given by host name, instead of the resolvers in /etc/resolv.conf; may ' +
      'be repeated',
    default: 'those of this machine',
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
    placeholder: 'duration',
    describe: 'The time over which changes count towards --flap-limit: 600 or 600s, 10m',
    default: '10m',
  },
  {
    name: 'metrics-names',
    group: 'Operation',
    placeholder: 'count',
    describe:
      'Up to how many names, targets or zones have metrics of their own, one by one; if there are more, /metrics has only ' +
      'their totals. Or all, or none; see docs/metrics.md',
    default: '1000',
  },
  {
    name: 'status-page',
    group: 'Operation',
    placeholder: 'full|public',
    describe: 'What HTTP shows: everything, or only which names work, for everybody to see; see docs/page.md',
    default: 'full',
  },
  {
    name: 'notify-url',
    group: 'Operation',
    placeholder: '[format+]url|@file',
    describe:
      'Where to post what happens to targets, names, signatures and more, as JSON or for ntfy, Slack or Discord: ' +
      'https://ntfy.sh/my-topic or slack+https://…; @file has one on each line; may be repeated; see docs/notifications.md',
    default: 'none',
    isRepeatable: true,
    mayBeInFile: true,
  },
  {
    name: 'notify-exec',
    group: 'Operation',
    placeholder: 'program',
    describe: 'Program to run for each notification, with JSON on its standard input',
    default: 'none',
    isPath: true,
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
    name: 'query-log',
    group: 'Operation',
    placeholder: 'journal|file|dnstap:socket',
    describe:
      'Where to log queries: the journal, a file of JSON lines, or a collector of dnstap; see docs/query-log.md',
    default: 'off',
  },
  {
    name: 'query-log-sample',
    group: 'Operation',
    placeholder: 'share',
    describe: 'The share of queries that --query-log has, by chance: 0.01 or 1%',
    default: '1, which is all',
  },
  {
    name: 'query-log-max',
    group: 'Operation',
    placeholder: 'megabytes',
    describe:
      'How long the file of --query-log may get; then it is renamed to end in .1, in place of the one before it',
    default: '100',
  },
  {
    name: 'query-log-clients',
    group: 'Operation',
    placeholder: 'what',
    describe: "What of a client's address --query-log has: whole, network (an IPv4 /24 or IPv6 /48) or none",
    default: 'whole',
  },
  {
    name: 'history',
    group: 'Operation',
    placeholder: 'directory|off',
    describe:
      'Where to keep 90 days of history, in files of fixed size of 10 MB to 500 MB together; off keeps only the last day, in ' +
      'memory. Applies at a start; see docs/history.md',
    default: 'history in $STATE_DIRECTORY, or else off',
  },
  {
    name: 'runtime-directory',
    group: 'Operation',
    placeholder: 'path',
    describe: 'Directory for the control socket and for the verdicts that a restart starts from',
    default: '$RUNTIME_DIRECTORY, or /run/healthy-dns',
    isPath: true,
  },
  {
    name: 'config',
    group: 'Operation',
    placeholder: 'file',
    describe:
      'YAML or JSON file with settings by the names of flags; read again by every reload. Flags and variables win over ' +
      'it; paths in it are relative to it',
    default: '/etc/healthy-dns/healthy-dns.yaml if it exists and no zone is named by flags or variables',
    isPath: true,
  },
  {
    name: 'environment-file',
    group: 'Operation',
    placeholder: 'file',
    describe:
      'File of variables in the EnvironmentFile= format of systemd, with or without "export "; read again by every ' +
      'reload. Variables in the environment win over it',
    default: 'none; /etc/default/healthy-dns for the service, and for commands not told otherwise',
    isPath: true,
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
    isPath: true,
  },
  {
    name: 'priv-key-passphrase-file',
    group: 'DNSSEC',
    placeholder: 'file',
    describe: 'File with the passphrase of an encrypted key; once for all keys, or once for each',
    default: 'none',
    isRepeatable: true,
    isPath: true,
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
  {
    name: 'tsig-key-file',
    group: 'Transfers',
    placeholder: 'file',
    describe:
      'Keys that sign messages between servers (TSIG), as "healthy-dns tsig-keygen" and tsig-keygen print them; may be ' +
      'repeated, and is read again by every reload',
    default: 'none; signed messages are refused',
    isRepeatable: true,
    isPath: true,
  },
  {
    name: 'transfer',
    group: 'Transfers',
    placeholder: 'yaml|@file',
    describe:
      'Who may have whole zones, and who is told of changes: {"allow": [{"key": "xfr."}, "198.51.100.0/24"], "notify": ' +
      '["ns", "198.51.100.54"]}, where "ns" are the name servers of a zone; see docs/transfers.md',
    default: 'nobody',
    isStructured: true,
  },
  {
    name: 'update',
    group: 'Transfers',
    placeholder: 'yaml|@file',
    describe:
      'Who may change zones while they are served (RFC 2136): [{"key": "acme.", "names": ["_acme-challenge.**"], ' +
      '"types": ["TXT"]}]; see docs/updates.md',
    default: 'nobody',
    isStructured: true,
  },
  {
    name: 'catalog',
    group: 'Transfers',
    placeholder: 'name',
    describe:
      'A zone that lists all others, from which secondaries configure themselves (RFC 9432); --transfer says who may have it',
    default: 'none',
  },
];

/** The flags without which there is no zone, unless --zones names some. */
export const requiredFlags = flags.filter(({ isRequired }) => isRequired === true);

/** The flags of which any one says that there should be a zone. */
export const zoneNamingFlags = flags.filter(
  ({ name, isRequired }) => isRequired === true || name === 'zones',
);

export const variablePrefix = 'HEALTHY_DNS_';

/** The variables that a flag is read from; the first wins. */
export function variablesOf({ name, legacyVariable }: Flag): string[] {
  return legacyVariable === undefined ? [variableOf(name)] : [variableOf(name), legacyVariable];
}

export function variableOf(name: FlagName): string {
  return variablePrefix + name.toUpperCase().replaceAll('-', '_');
}
