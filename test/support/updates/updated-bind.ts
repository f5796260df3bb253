// BIND as a primary that takes updates: what clients do with it, they must be able to do with us.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askTcp, makeQuery } from '../dns/dns-client.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { isInstalled, runOtherServer } from '../dns/run-other-server.ts';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { writeSharedKeys } from './shared-keys.ts';
import { keysOf, type Permission, type UpdatedProduct, type UpdatedZone } from './updated-server.ts';

const isHere = isInstalled('named', '-V');

export const updatedBind: UpdatedProduct = {
  name: 'BIND',
  need: (context) => needTool(context, isHere, 'named is not installed; it comes with the package bind9'),
  async start(zone) {
    const directory = makeTemporaryDirectory();
    const port = await findFreePort();
    writeFileSync(join(directory, 'zone'), zone.text);
    const file = join(directory, 'named.conf');
    writeFileSync(file, configurationOf(zone, directory, port));
    const answers = async () => (await askTcp(port, makeQuery(zone.apex, { type: 6 }))) !== undefined;
    const started = await runOtherServer('named', ['-g', '-n', '1', '-c', file], answers);
    if (typeof started === 'string') throw new Error(`named does not start: ${started}`);
    return { port, stop: () => started.stop() };
  },
};

function configurationOf(zone: UpdatedZone, directory: string, port: number): string {
  const grants = zone.permissions.flatMap((permission) => grantsOf(permission, zone.apex));
  const readers = (zone.transferKeys ?? []).map(({ name }) => `key "${name}";`);
  return [
    `include "${writeSharedKeys(keysOf(zone))}";`,
    `options {\n  directory "${directory}"; managed-keys-directory "${directory}"; pid-file none; session-keyfile none;`,
    `  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
    '  recursion no; notify no; dnssec-validation no; max-ixfr-ratio unlimited;\n};',
    'controls { };',
    `zone "${zone.apex}" {\n  type primary; file "zone"; allow-transfer { ${readers.join(' ') || 'none;'} };`,
    `  update-policy {\n${grants.join('\n')}\n  };\n};`,
    '',
  ].join('\n');
}

function grantsOf({ key, names, types }: Permission, apex: string): string[] {
  return names.map((name) => {
    const kind = name.startsWith('*') ? 'wildcard' : 'name';
    return `  grant ${key.name} ${kind} ${name}.${apex}. ${types.join(' ')};`;
  });
}
