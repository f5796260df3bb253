// `healthy-dns ds`: what the registrars of the hosted zone and its aliases need to know about the keys.

import type { CommandLine, Environment } from '../../config/sources/gather-values.ts';
import { ScalarReader } from '../../config/sources/read-scalars.ts';
import { readSigning } from '../../config/zones/read-signing.ts';
import { loadSigning } from '../../publishing/load-signing.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { describeDelegation, printDelegation } from './delegation.ts';
import { gatherZoneNames } from './zone-names.ts';

export function ds(commandLine: CommandLine, environment: Environment, asJson: boolean): number {
  const { zones, values, findings } = gatherZoneNames(commandLine, environment);
  const plan = readSigning(values, new ScalarReader(values, findings), findings);
  if (!values.has('hosted-zone'))
    findings.error('hosted-zone', 'is required: a DS record is made for a zone');
  if (plan === undefined) findings.error('priv-key-path', 'is required: a DS record is made from a key');
  const loaded = plan && loadSigning(plan);
  const all = [...findings.all, ...(loaded?.ok === false ? loaded.problem : (loaded?.value.warnings ?? []))];
  printFindings(all);
  if (findings.hasErrors || loaded === undefined || !loaded.ok) return ExitCode.config;
  const { keys } = loaded.value.settings;
  const delegations = zones.flatMap((zone) => keys.map((key) => describeDelegation(zone, key)));
  process.stdout.write(
    asJson
      ? `${JSON.stringify({ delegations }, undefined, 2)}\n`
      : delegations.map(printDelegation).join('\n'),
  );
  return ExitCode.ok;
}
