// `healthy-dns names`: every name, how it is answered and since when, the worst first.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { viewControl } from '../../control/ask-control.ts';
import type { NameView } from '../../control/protocol/facts.ts';
import type { NameList } from '../../control/protocol/lists.ts';
import { routes } from '../../control/protocol/routes.ts';
import { type OutputStyle, styleOf } from '../printing/output-style.ts';
import { printColumns } from '../printing/print-columns.ts';
import { printError } from '../printing/print-error.ts';
import { printAge } from '../printing/print-time.ts';
import { nameState } from '../printing/state-words.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface NamesOptions {
  readonly onlyUnwell: boolean;
  readonly asJson: boolean;
}

/** At a time: as many as the daemon gives. */
const pageNames = 5000;
/** `status NAME` and --json have all of them. */
const addressesShownMax = 4;

/** `text` is a part of the names that are asked for. */
export async function names(
  text: string | undefined,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { onlyUnwell, asJson }: NamesOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const query = { ...(text !== undefined && { q: text }), ...(onlyUnwell && { state: 'unwell' }) };
  const found: NameView[] = [];
  for (;;) {
    const page = { limit: String(pageNames), offset: String(found.length) };
    const asked = await viewControl(socketPath, routes.names, { ...query, ...page });
    if (!asked.ok) return printUnreachable(socketPath, asked.problem);
    if (asked.value.kind === 'refused') {
      printError(`error: ${asked.value.refusal.error}`);
      return ExitCode.usage;
    }
    const { reply } = asked.value;
    found.push(...reply.names);
    // What changes in between may come twice or not at all, as with every list that is read in parts.
    if (reply.names.length === 0 || found.length >= reply.found)
      return print({ ...reply, names: found }, { text, asJson }, styleOf(process.stdout, environment));
  }
}

function print(
  list: NameList,
  { text, asJson }: { readonly text: string | undefined; readonly asJson: boolean },
  style: OutputStyle,
): number {
  if (asJson) process.stdout.write(`${JSON.stringify(list, undefined, 2)}\n`);
  else if (list.found > 0) process.stdout.write(`${printNameColumns(list.names, style).join('\n')}\n`);
  else process.stderr.write(`${explainNothing(list, text)}\n`);
  return list.found === 0 && text !== undefined ? ExitCode.noSuchName : ExitCode.ok;
}

function explainNothing({ total }: NameList, text: string | undefined): string {
  if (total === 0) return 'no names with addresses are configured';
  return text === undefined ? `all ${total} names are well` : `none of ${total} names is meant by "${text}"`;
}

export function printNameColumns(list: readonly NameView[], style: OutputStyle): readonly string[] {
  const rows = list.map((name) => [
    nameState(name),
    name.name,
    printAddresses(name.addresses),
    name.isChecked ? printAge(name.sinceSeconds) : '-',
  ]);
  return printColumns([['STATE', 'NAME', 'ANSWERED', 'FOR'], ...rows], style);
}

export function printAddresses(addresses: readonly string[], most = addressesShownMax): string {
  const left = addresses.length - most;
  const shown = left > 0 ? addresses.slice(0, most) : addresses;
  return shown.length === 0 ? 'no address' : `${shown.join(' ')}${left > 0 ? ` and ${left} more` : ''}`;
}
