// Has two other projects' validators judge a signed master file: BIND's dnssec-verify and ldns-verify-zone, which also
// gets the DS record as a registrar would.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from './run-openssl.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const isInstalled = ['dnssec-verify', 'ldns-verify-zone'].every(
  (tool) => spawnSync(tool, ['-h']).error === undefined,
);

export function needZoneVerifiers(context: Mocha.Context): void {
  needTool(
    context,
    isInstalled,
    'dnssec-verify or ldns-verify-zone is not installed; they come with the packages bind9-utils and ldnsutils',
  );
}

/** What the two object to; nothing when they accept the zone. */
export function verifyZoneFile(zone: string, text: string, ds: string): string[] {
  const folder = makeTemporaryDirectory();
  const [zoneFile, dsFile] = [join(folder, 'zone'), join(folder, 'ds')] as const;
  writeFileSync(zoneFile, text);
  writeFileSync(dsFile, `${ds}\n`);
  return [
    // -z: one key signs keys and records alike.
    ...run('dnssec-verify', ['-q', '-z', '-o', zone, zoneFile]),
    ...run('ldns-verify-zone', ['-k', dsFile, zoneFile]),
  ];
}

function run(tool: string, args: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? [] : [`${tool} exited with ${status}: ${stdout}${stderr}`];
}
