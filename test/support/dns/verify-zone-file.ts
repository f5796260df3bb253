// Has two other projects' validators judge a signed master file: BIND's dnssec-verify and ldns-verify-zone, which also
// gets the DS record as a registrar would. Also has Knot check one, and BIND's dnssec-signzone sign one.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

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

/** The objections of both; empty when they accept the zone. */
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

/** /usr/sbin is not in everyone's PATH. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

export function needKnot(context: Mocha.Context): void {
  const isThere = spawnSync('knotc', ['-h'], { env }).error === undefined;
  needTool(context, isThere, 'knotc is not installed; it comes with the package knot');
}

/** Knot's warnings before it serves a zone: it checks chain and signatures. */
export function checkByKnot(zone: string, text: string): string[] {
  const folder = makeTemporaryDirectory();
  const configFile = join(folder, 'knot.conf');
  writeFileSync(join(folder, 'zone'), text);
  const lines = [
    `server:\n  rundir: ${folder}`,
    `database:\n  storage: ${folder}`,
    `zone:\n  - domain: ${zone}\n    storage: ${folder}\n    file: zone\n    semantic-checks: on\n`,
  ];
  writeFileSync(configFile, lines.join('\n'));
  const args = ['-c', configFile, 'zone-check', zone];
  const { stderr } = spawnSync('knotc', args, { encoding: 'utf8', timeout: 20_000, env });
  return stderr.split('\n').filter((line) => line !== '');
}

/** The master file, one record per line, signed with a throwaway key. */
export function signByOthers(zone: string, text: string, kind: 'nsec' | 'nsec3'): string {
  const folder = makeTemporaryDirectory();
  const [zoneFile, signedFile] = [join(folder, 'zone'), join(folder, 'signed')] as const;
  writeFileSync(zoneFile, text);
  const keyArgs = ['-q', '-K', folder, '-f', 'KSK', '-a', 'ECDSAP256SHA256', zone];
  const complaints = run('dnssec-keygen', keyArgs);
  const nsec3Args = kind === 'nsec3' ? ['-3', '-', '-H', '0'] : [];
  const args = ['-q', '-S', '-z', '-K', folder, '-d', folder, '-O', 'full', ...nsec3Args];
  complaints.push(...run('dnssec-signzone', [...args, '-o', zone, '-f', signedFile, zoneFile]));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return readFileSync(signedFile, 'utf8');
}

/** Knot's own check of a file, which needs no configuration. */
export function needKzonecheck(context: Mocha.Context): void {
  const isThere = spawnSync('kzonecheck', ['-V']).error === undefined;
  needTool(context, isThere, 'kzonecheck is not installed; it comes with the package knot-dnssecutils');
}

export function checkByKzonecheck(zone: string, text: string): string[] {
  const zoneFile = join(makeTemporaryDirectory(), 'zone');
  writeFileSync(zoneFile, text);
  return run('kzonecheck', ['-d', 'on', '-o', zone, zoneFile]);
}

function run(tool: string, args: readonly string[]): string[] {
  // Tens of thousands of signatures on a busy machine.
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', timeout: 120_000 });
  return status === 0 ? [] : [`${tool} exited with ${status}: ${stdout}${stderr}`];
}
