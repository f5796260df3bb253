// BIND's delv as a validator that asks a daemon under test directly and trusts one DS record. Without delv a test
// is skipped.

import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

const isInstalled = spawnSync('delv', ['-v']).error === undefined;

export function needDelv(context: Mocha.Context): void {
  needTool(context, isInstalled, 'delv is not installed; it comes with the package bind9-dnsutils');
}

export interface Delv {
  /** What delv says of the answer, such as `fully validated`, and everything that it printed. */
  ask(name: string, type: string): Promise<{ readonly verdict: string; readonly output: string }>;
}

/** `ds` is the trust anchor in master-file form, for the zone `apex` on `port`. */
export function createDelv({
  apex,
  port,
  anchor,
}: {
  readonly apex: string;
  readonly port: number;
  readonly anchor: string;
}): Delv {
  const file = join(makeTemporaryDirectory(), 'anchors');
  const [tag, algorithm, digestType, digest] = anchor.split(' ').slice(3);
  writeFileSync(
    file,
    `trust-anchors { "${apex}" static-ds ${tag} ${algorithm} ${digestType} "${digest}"; };\n`,
  );
  const settings = ['@127.0.0.1', '-p', String(port), '-a', file, `+root=${apex}`, '+nocrypto'];
  return {
    async ask(name, type) {
      const output = await run([...settings, '-q', escapeName(name), '-t', type]);
      // Proven absences are shown as comments, preceded by the verdict.
      const verdict = /^; ((?:negative response, )?(?:fully validated|unsigned answer|.*))$/m.exec(
        output,
      )?.[1];
      return { verdict: verdict ?? output.trim(), output };
    },
  };
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('delv', args, { timeout: 20_000 }, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
}

/** Octets that are not part of host names in master files (RFC 1035 §5.1). */
function escapeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_*.-]/g, (octet) => `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`);
}
