// BIND as the primary, in place of ours, whose zones change by nsupdate: what shows that the secondaries of tests work.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askUdp, makeQuery } from '../dns/dns-client.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { runOtherServer } from '../dns/run-other-server.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import type { FollowedZone, Place } from './secondary-product.ts';

export interface BindPrimary {
  readonly port: number;
  /** Commands of nsupdate. */
  update(apex: string, ...commands: readonly string[]): void;
  stop(): Promise<void>;
}

export interface PrimaryZone extends FollowedZone {
  readonly records: readonly string[];
  /** Addresses that may have the zone without the key. */
  readonly allowed?: readonly string[];
}

export async function startBindPrimary(
  zones: readonly PrimaryZone[],
  secondaries: readonly { readonly place: Place }[],
): Promise<BindPrimary> {
  const directory = makeTemporaryDirectory();
  const port = await findFreePort();
  const keys = [
    ...new Map(zones.flatMap(({ key }) => (key === undefined ? [] : [[key.name, key]]))).values(),
  ];
  for (const { apex, records } of zones) writeFileSync(join(directory, `${apex}.zone`), masterFile(records));
  const lines = [
    `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; key-directory "${directory}";`,
    `  pid-file none; session-keyfile none; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
    '  recursion no; dnssec-validation no; notify explicit; notify-delay 0; notify-source 127.0.0.1;',
    '  serial-query-rate 1000; notify-rate 1000; startup-notify-rate 1000; sig-signing-nodes 1000;',
    '};\ncontrols { };',
    ...keys.map(
      ({ name, algorithm, secret }) => `key "${name}" { algorithm ${algorithm}; secret "${secret}"; };`,
    ),
    ...(['nsec', 'nsec3'] as const).map(
      (kind) =>
        `dnssec-policy "${kind}" { keys { csk lifetime unlimited algorithm ecdsap256sha256; };` +
        `${kind === 'nsec3' ? ' nsec3param iterations 0 optout no salt-length 0;' : ''} };`,
    ),
    ...zones.map(({ apex, signing, key, allowed = [] }) => {
      const told = secondaries.map(
        ({ place }) => `${place.address} port ${place.port}${key === undefined ? '' : ` key "${key.name}"`};`,
      );
      const granted = [key === undefined ? 'any' : `key "${key.name}"`, ...allowed];
      return [
        `zone "${apex}" {\n  type primary; file "${apex}.zone"; allow-update { 127.0.0.1; };`,
        `  allow-transfer { ${granted.join('; ')}; };`,
        `  also-notify { ${told.join(' ')} };`,
        `${signing === undefined ? '' : `  dnssec-policy "${signing}"; inline-signing no;`}\n};`,
      ].join('\n');
    }),
  ];
  writeFileSync(join(directory, 'server.conf'), `${lines.join('\n')}\n`);
  const apex = zones[0]?.apex ?? '';
  const answers = async () =>
    (await askUdp(port, makeQuery(apex, { type: 6 }), { withinMs: 200 }).catch(() => undefined)) !==
    undefined;
  const server = await runOtherServer('named', ['-g', '-n', '1', '-c', 'server.conf'], answers, directory);
  if (typeof server === 'string') throw new Error(`named does not start: ${server}`);
  return {
    port,
    update(zone, ...commands) {
      const input = [`server 127.0.0.1 ${port}`, `zone ${zone}`, ...commands, 'send', ''].join('\n');
      const { status, stderr, error } = spawnSync('nsupdate', { input, encoding: 'utf8', timeout: 20_000 });
      if (status !== 0) throw new Error(`nsupdate: ${stderr}; ${server.log}`, { cause: error });
    },
    stop: () => server.stop(),
  };
}

function masterFile(records: readonly string[]): string {
  return [
    '@ 300 IN SOA ns1 hostmaster 1 3600 600 86400 30',
    '@ 300 IN NS ns1',
    'ns1 300 IN A 192.0.2.53',
    ...records,
    '',
  ].join('\n');
}
