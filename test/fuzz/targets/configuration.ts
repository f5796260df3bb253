// Flags and their values: a configuration or errors, never both; what is accepted makes zones, and is the same when it is read
// once more. The input is `flag=value`, one behind the other, with zero octets in between.

import { findingsMax } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig, readConfigAgain } from '../../../src/config/read-config.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { filesOnDisk } from '../../../src/zone/master-file/file-source.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import { goodFlags } from '../../support/daemon/read-findings.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 3000;

/** A path, and a sentence that quotes two texts of 255 characters, each of which may be written as six. */
const saidMax = 5000;

export function seeds(): readonly Uint8Array[] {
  const settings: readonly (readonly string[])[] = [
    [
      'hosted-zone=example.test',
      'ns=["ns1.example.test"]',
      'zone-resolutions={"www": ["192.0.2.1"]}',
      'ttl=30',
    ],
    [
      'zone-resolutions=www: {ips: [192.0.2.1], check: {type: http, port: 80, path: /health, expect: 200-299}}',
    ],
    [
      'zone-resolutions={"www": {"ips": ["192.0.2.1"], "check": {"all": [{"type": "tcp", "port": 1}, {"not": "www"}]}}}',
    ],
    [
      'zone-resolutions={"_http._tcp": {"srv": [{"target": "www", "port": 80}], "txt": {"v": 1}}, "www": ["::1"]}',
    ],
    ['zone-resolutions={"@": {"records": {"MX": "10 www", "TXT": ["a"]}}, "www": {"host": "backend.test"}}'],
    [
      'zones={"a.test": {"ns": ["ns.a.test"], "names": {"www": ["192.0.2.1"]}}}',
      'transfer={"allow": ["192.0.2.0/24"]}',
    ],
    ['update=[{"key": "k", "names": ["*.dyn"]}]', 'catalog=catalog.test', 'alias-zones=["b.test"]'],
    [
      'test-min-interval=2s',
      'test-timeout=500ms',
      'rise=2',
      'fall=3',
      'when-all-down=last-healthy',
      'anchor=192.0.2.1',
    ],
    [
      'mass-failure=off',
      'flap-limit=5',
      'flap-window=1m',
      'resolver=192.0.2.53:53',
      'listen=[::1]:5353',
      'udp-workers=2',
    ],
    ['port=53', 'log-level=debug', 'log-format=json', 'udp-engine=dgram', 'strict-start', 'nonsense=1'],
  ];
  return settings.map((texts) => Buffer.from(texts.join('\0')));
}

export function fuzz(data: Buffer): void {
  const given = new Map<string, string | readonly string[]>();
  const text = data.toString('utf8');
  for (const pair of text.split('\0')) {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    // Reading files at random is no test of anything.
    if (value.startsWith('@')) continue;
    const before = given.get(name) ?? [];
    given.set(
      name,
      before.length === 0 ? value : [...(typeof before === 'string' ? [before] : before), value],
    );
  }
  const config = readConfig({ ...goodFlags, ...Object.fromEntries(given) }, {});
  const findings = config.ok ? config.value.warnings : config.problem;
  if (findings.some(({ severity }) => severity === 'error') === config.ok)
    found('a configuration and errors, or neither');
  if (findings.length > 2 * (findingsMax + 1)) found(`${findings.length} findings`);
  for (const { path, message } of findings) {
    if (path === '' || path.length + message.length > saidMax) found(`a finding at ${JSON.stringify(path)}`);
    const odd = /undefined|\[object|NaN/.exec(message)?.[0];
    if (odd !== undefined && !text.includes(odd)) found(`a finding that says ${message}`);
  }
  if (config.ok) judge(config.value);
}

function judge(config: Config): void {
  judgeNumbers([config.health, config.flapping, config.listen, config.udp], 'the settings');
  const again = readConfigAgain({ ...config, masterFiles: filesOnDisk }, config.runtimeDirectory);
  if (!again.ok) found(`it is refused when read again: ${again.problem[0]?.message}`);
  if (print(again.value) !== print(config)) found('read again it makes other zones');
}

function print(config: Config): string {
  return buildZones(config, decideAllHealthy, 1)
    .map((zone) => printZone(zone))
    .join('\n');
}

function judgeNumbers(value: unknown, where: string): void {
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) found(`${value} at ${where}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) judgeNumbers(inner, `${where}.${key}`);
}
