// `healthy-dns ds`: what the registrars of the signed zones and their aliases need to know about the keys.

import { quote } from '../../base/quote.ts';
import type { CommandLine, Environment } from '../../config/sources/raw-value.ts';
import { KeyFiles } from '../../publishing/loading/key-files.ts';
import { loadSigning } from '../../publishing/loading/load-signing.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { type Delegation, describeDelegation, printDelegation } from './delegation.ts';
import { gatherZoneNames } from './zone-names.ts';

export interface DsOptions {
  readonly asJson: boolean;
  /** Only this zone. */
  readonly zone: string | undefined;
}

export function ds(commandLine: CommandLine, environment: Environment, { asJson, zone }: DsOptions): number {
  const { zones, values, findings } = gatherZoneNames(commandLine, environment, { zone });
  if (!values.has('hosted-zone') && !values.has('zones'))
    findings.error(
      'hosted-zone',
      'is required: a DS record is made for a zone; name one with --hosted-zone, --zones or --config',
    );
  const signed = zones.filter(({ signing }) => signing !== undefined);
  const lacksKey = zones.length === 0 ? !values.has('priv-key-path') : signed.length === 0;
  if (lacksKey && zone === undefined)
    findings.error('priv-key-path', 'is required: a DS record is made from a key');
  else if (lacksKey && zones.length > 0)
    findings.error('--zone', `${quote(zone ?? '')} is not signed, so it has no key to make a DS record of`);
  const files = new KeyFiles();
  const loadFindings = [];
  const delegations: Delegation[] = [];
  for (const { names, signing } of signed) {
    const loaded = signing && loadSigning(signing, files);
    if (loaded === undefined) continue;
    loadFindings.push(...(loaded.ok ? loaded.value.warnings : loaded.problem));
    if (!loaded.ok) continue;
    const { keys } = loaded.value.settings;
    delegations.push(...names.flatMap((name) => keys.map((key) => describeDelegation(name, key))));
  }
  printFindings([...findings.all, ...loadFindings]);
  if (findings.hasErrors || loadFindings.some(({ severity }) => severity === 'error')) return ExitCode.config;
  process.stdout.write(
    asJson
      ? `${JSON.stringify({ delegations }, undefined, 2)}\n`
      : delegations.map(printDelegation).join('\n'),
  );
  return ExitCode.ok;
}
