// The command line as people and service managers see it: messages, exit codes, help, and the output of `check`.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { flags, variableOf } from '../../src/config/sources/flags.ts';
import { runCli } from '../support/daemon/run-cli.ts';
import { checkZoneFile, needNamedCheckzone } from '../support/dns/check-zone-file.ts';

const entry = fileURLToPath(new URL('../../src/bin/entry.js', import.meta.url));
const names = {
  '@': ['192.0.2.1'],
  ns1: ['192.0.2.53', '2001:db8::53'],
  www: { ips: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], health_port: 80 },
  '*.wild': ['192.0.2.3'],
  'leaf.empty': ['192.0.2.4'],
  '_web._tcp': {
    srv: ['www', 'ns1', 'elsewhere.test.'].map((target) => ({ target, port: 80 })),
    txt: ['a; "b" \\', 'é'],
  },
  api: { ips: ['192.0.2.5'], health_port: 80, service: { name: '_http._tcp', port: 8080 } },
};
const good = [
  ...['--hosted-zone', 'example.test', '--alias-zones', '["alias.test"]'],
  ...['--ns', '["ns1.example.test", "ns.elsewhere.test"]'],
  ...['--zone-resolutions', JSON.stringify(names)],
];

describe('healthy-dns, the command line,', () => {
  it('exits with 74 and says why when its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [entry, 'check', ...good], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).to.match(/^error: the output cannot be written: ENOSPC/m);
    expect(status).to.equal(74);
  });

  for (const command of [[], ['check']]) {
    it(`prints all findings with their paths and exits with 78: healthy-dns ${command.join('')}`, () => {
      const bad = ['--hosted-zone', 'a..b', '--ns', '[5]', '--port', 'x', '--prot', '53', '-q'];
      const { code, stdout, stderr } = runCli([...command, ...bad], {
        HEALTHY_DNS_TTL: '-1',
        HEALTHY_DNS_TLL: '1',
      });
      expect(code).to.equal(78);
      expect(stdout).to.equal('');
      const lines = stderr
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('  '));
      expect(stderr).to.include(
        'error: ns[0]: is 5; write a name in quotes\n  at --ns, column 2\n    [5]\n     ^\n',
      );
      expect(lines.map((line) => line.split(': ').slice(0, 2).join(' '))).to.have.members([
        'warning HEALTHY_DNS_TLL',
        'error --prot',
        'error -q',
        'error hosted-zone',
        'error zone-resolutions',
        'error ns[0]',
        'error ttl',
        'error port',
      ]);
      expect(stderr).to.include('error: --prot: there is no such flag; did you mean "--port"?\n');
      // What keeps it from starting comes last, where a terminal shows it.
      expect(lines[0]).to.match(/^warning/);
    });
  }

  const usage: readonly (readonly [string, readonly string[], string, string?])[] = [
    ['a command that does not exist', ['foo', ...good], 'unknown command "foo"'],
    ['a misspelt command', ['chek', ...good], 'unknown command "chek"; did you mean "check"?'],
    ['a command behind flags', [...good, 'serve'], 'unknown command "serve"'],
    ['a command behind --', [...good, '--', 'check'], 'unknown command "check"; did you mean "check"?'],
    [
      'a word too many',
      ['check', 'new.yaml', 'example.test', ...good],
      'check does not take "example.test"',
      'check',
    ],
    ['a missing word', ['force', 'up'], 'force needs <verdict> <what>', 'force'],
    ['a flag without its value', ['--port'], '--port needs a value'],
    ['a flag of check without its value', ['check', ...good, '--zone'], '--zone needs a value', 'check'],
    [
      'a flag that the command cannot have',
      ['demo', '--prot=5'],
      '--prot: demo has no such flag; did you mean "--port"?',
      'demo',
    ],
  ];
  for (const [what, args, problem, command] of usage) {
    it(`exits with 64 for ${what}, without a stack trace`, () => {
      expect(runCli(args)).to.deep.equal({
        code: 64,
        stdout: '',
        stderr: `error: ${problem}\nSee healthy-dns ${command === undefined ? '' : `${command} `}--help\n`,
      });
    });
  }

  it('suggests a flag that only the command has', () => {
    expect(runCli(['status', '--jsn'])).to.deep.equal({
      code: 78,
      stdout: '',
      stderr: 'error: --jsn: there is no such flag; did you mean "--json"?\n',
    });
  });

  it('prints its version, that of package.json', () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    for (const args of [['--version'], ['check', '--version']]) {
      expect(runCli(args)).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: '' });
    }
  });

  for (const args of [['--help'], ['-h'], ['check', '--help']]) {
    it(`names every flag, its default and its variables in ${args.join(' ')}`, () => {
      const { code, stdout, stderr } = runCli(args);
      expect(code).to.equal(0);
      expect(stderr).to.equal('');
      const text = stdout.replace(/\s+/g, ' ');
      for (const flag of flags) {
        const variables = [variableOf(flag.name), flag.legacyVariable].filter((name) => name !== undefined);
        const fallback = flag.isRequired === true ? 'required without --zones' : `default: ${flag.default}`;
        const entry = `--${flag.name} ${flag.describe} [${fallback}] [${variables.join(', ')}]`;
        expect(text).to.include(entry.replace(/\s+/g, ' '));
      }
      for (const line of stdout.split('\n')) expect(line.length).to.be.at.most(80);
    });
  }

  it('prints zones with check that named-checkzone accepts, hosted and alias', function () {
    needNamedCheckzone(this);
    for (const [zone, args] of [
      ['example.test', []],
      ['alias.test', ['--zone', 'Alias.test']],
    ] as const) {
      const { code, stdout, stderr } = runCli(['check', ...good, ...args]);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      const { isAccepted, output } = checkZoneFile(zone, stdout);
      expect(isAccepted, output).to.equal(true);
      expect(output).to.match(/loaded serial \d+\nOK/);
    }
  });

  it('notes with check when each record is published', () => {
    const { stdout } = runCli(['check', ...good]);
    const lines = stdout.split('\n').filter((line) => /^www|^ns1/.test(line));
    expect(lines).to.deep.equal([
      'ns1.example.test.\t60\tIN\tA\t192.0.2.53',
      'ns1.example.test.\t60\tIN\tAAAA\t2001:db8::53',
      'www.example.test.\t60\tIN\tA\t192.0.2.1\t; while tcp 192.0.2.1:80 accepts connections',
      'www.example.test.\t60\tIN\tA\t192.0.2.2\t; while tcp 192.0.2.2:80 accepts connections',
      'www.example.test.\t60\tIN\tAAAA\t2001:db8::1\t; while tcp [2001:db8::1]:80 accepts connections',
    ]);
  });

  it('notes with check when each place of a service is published', () => {
    for (const zone of ['example.test', 'alias.test']) {
      const { stdout } = runCli(['check', ...good, '--zone', zone]);
      const lines = stdout.split('\n').filter((line) => line.includes('\tSRV\t'));
      expect(lines.map((line) => line.replace(/^.*SRV\t/, '').replaceAll(zone, 'zone'))).to.have.members([
        '0 1 80 www.zone.\t; while www.zone. has an address',
        '0 1 80 ns1.zone.',
        '0 1 80 elsewhere.test.',
        '0 1 8080 ip-192-0-2-5.api.zone.\t; while tcp 192.0.2.5:80 accepts connections',
      ]);
    }
  });

  describe('prints with check, after the zone, what a name is answered with while', () => {
    const shop = { ips: ['192.0.2.1', '192.0.2.2', '192.0.2.3'], health_port: 80 };
    const checked = (address: string) => `while tcp ${address}:80 accepts connections`;
    const shortages: readonly (readonly [string, object, readonly string[]])[] = [
      [
        'fewer are healthy than must be: backups, then the policy',
        { ...shop, min_healthy: 2, backup: ['198.51.100.1', '2001:db8::9'], when_all_down: 'last' },
        [
          '; shop.example.test., while fewer than 2 of its 3 addresses are healthy:',
          `;   198.51.100.1, a backup, ${checked('198.51.100.1')}`,
          `;   2001:db8::9, a backup, ${checked('[2001:db8::9]')}`,
          ';   those that were healthy last, while no backup is healthy',
        ],
      ],
      [
        'none is healthy: a backup that is never down',
        { ...shop, backup: ['198.51.100.1'], backup_check: 'none', when_all_down: 'all' },
        [
          '; shop.example.test., while none of its 3 addresses is healthy:',
          ';   198.51.100.1, a backup, not checked',
        ],
      ],
      [
        'its only address is not: its fallback',
        { ...shop, ips: ['192.0.2.1'], when_all_down: ['192.0.2.9', '2001:db8::9'] },
        [
          '; shop.example.test., while its address is not healthy:',
          ';   its fallback, 192.0.2.9 2001:db8::9',
        ],
      ],
      [
        'too few are healthy: nothing',
        { ...shop, min_healthy: '100%' },
        ['; shop.example.test., while fewer than 3 of its 3 addresses are healthy:', ';   nothing'],
      ],
      ['none is healthy: no word, where it is nothing', shop, []],
      [
        'enough are static: no word, for it does not come to that',
        { ...shop, ips: ['192.0.2.1', { ip: '192.0.2.2', check: 'none' }], when_all_down: 'all' },
        [],
      ],
    ];
    for (const [what, entry, expected] of shortages) {
      it(what, () => {
        const all = JSON.stringify({ ...names, shop: entry });
        const { code, stdout } = runCli(['check', ...good.slice(0, -1), all]);
        expect(code).to.equal(0);
        const lines = stdout.trimEnd().split('\n');
        const first = lines.findIndex((line) => line.startsWith(';'));
        expect(first < 0 ? [] : lines.slice(first)).to.deep.equal(expected);
      });
    }

    it('it is asked about an alias zone, by its name there; named-checkzone accepts it', function () {
      needNamedCheckzone(this);
      const all = JSON.stringify({ ...names, shop: { ...shop, when_all_down: 'all' } });
      const { stdout } = runCli(['check', ...good.slice(0, -1), all, '--zone', 'alias.test']);
      expect(stdout).to.match(/\n; shop\.alias\.test\., while none .*:\n; {3}all of its addresses\n$/);
      const { isAccepted, output } = checkZoneFile('alias.test', stdout);
      expect(isAccepted, output).to.equal(true);
    });
  });

  it('prints warnings with check, and the zone anyway', () => {
    const { code, stdout, stderr } = runCli(['check', ...good, '--test-timeout', '60']);
    expect(code).to.equal(0);
    expect(stderr).to.match(/^warning: test-timeout: 60 s is longer/);
    expect(stdout).to.match(/^\$ORIGIN example\.test\.\n/);
  });

  it('exits with 78 when check is asked for an unknown zone, or for two', () => {
    const other = runCli(['check', ...good, '--zone', 'other.test']);
    expect(other.stderr).to.equal(
      'error: --zone: "other.test" is not among the zones (example.test., alias.test.)\n',
    );
    expect(other).to.include({ code: 78, stdout: '' });
    const two = runCli(['check', ...good, '--zone', 'example.test', '--zone', 'alias.test']);
    expect(two.stderr).to.equal('error: --zone: was given 2 times; give it once\n');
    expect(two).to.include({ code: 78, stdout: '' });
  });

  it('takes its configuration from the environment alone', () => {
    const { code, stdout } = runCli(['check'], {
      DNS_HOSTED_ZONE: 'old.test',
      DNS_NAME_SERVERS: '["ns.elsewhere.test"]',
      HEALTHY_DNS_ZONE_RESOLUTIONS: '{"www": ["192.0.2.1"]}',
    });
    expect(code).to.equal(0);
    expect(stdout).to.match(/\nwww\.old\.test\.\t60\tIN\tA\t192\.0\.2\.1\n$/);
  });

  it('keeps texts as typed: numbers, dots and hyphens have no special meaning', () => {
    const odd = [
      '--hosted-zone',
      '1e3',
      '--ns',
      '["10.test"]',
      '--zone-resolutions',
      '{"007": ["192.0.2.1"]}',
    ];
    expect(runCli(['check', ...odd]).stdout).to.match(/^\$ORIGIN 1e3\.\n(.*\n)+007\.1e3\.\t60/);
    for (const flag of ['--no-port', '--port.x=1', '--hostedZone=x']) {
      expect(runCli(['check', ...good, flag]))
        .to.include({ code: 78 })
        .and.property('stderr')
        .include(flag.split('=')[0]);
    }
  });
});
