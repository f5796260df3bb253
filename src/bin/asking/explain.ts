// `healthy-dns explain`: the answer for a name now, why each address is in it or not, and the answer if some were down.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { postControl } from '../../control/ask-control.ts';
import type {
  ExplainedAddress,
  ExplainedCheck,
  ExplainedDecision,
  ExplainedOverride,
  ExplainedProbe,
  Explanation,
  PrintedAnswer,
} from '../../control/protocol/explanation.ts';
import { routes } from '../../control/protocol/routes.ts';
import { describeAction, parseAddressSubject, printOperator } from '../../health/deciding/overrides.ts';
import { parseRecordType } from '../../wire/protocol.ts';
import { type OutputStyle, styleOf } from '../printing/output-style.ts';
import { policyWords } from '../printing/policy-words.ts';
import { printColumns } from '../printing/print-columns.ts';
import { printHosts } from '../printing/print-hosts.ts';
import { printAge, printDuration, printTime } from '../printing/print-time.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface ExplainOptions {
  /** As typed. */
  readonly type: string | undefined;
  readonly ifDown: readonly string[];
  readonly asJson: boolean;
}

export async function explain(
  name: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { type: typeText, ifDown, asJson }: ExplainOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const type = typeText === undefined ? undefined : parseRecordType(typeText);
  if (typeText !== undefined && type === undefined) {
    process.stderr.write(`error: "${typeText}" is not a record type; write A, AAAA, SRV or TYPE123\n`);
    return ExitCode.usage;
  }
  for (const text of ifDown) {
    if (parseAddressSubject(text) !== undefined) continue;
    process.stderr.write(`error: --if-down: "${text}" is neither an address nor an address:port\n`);
    return ExitCode.usage;
  }
  const asked = await postControl(socketPath, routes.explain, { name, type, ifDown });
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  const result = asked.value;
  if (result.kind !== 'done') {
    const { error, problem } =
      result.kind === 'refused' ? result.refusal : { error: result.error, problem: undefined };
    process.stderr.write(`error: ${error}\n`);
    return problem === 'no-such-name' ? ExitCode.noSuchName : ExitCode.noSuchService;
  }
  const found = result.reply;
  process.stdout.write(
    asJson
      ? `${JSON.stringify(found, undefined, 2)}\n`
      : print(found, ifDown, styleOf(process.stdout, environment)),
  );
  if (found.absent === undefined) return ExitCode.ok;
  const { suggestion } = found.absent;
  const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  process.stderr.write(`error: there is no name ${found.name}${hint}\n`);
  return ExitCode.noSuchName;
}

function print(
  { name, zone, serial, lead, answers, addresses, decisions, hosts, suspect, ifDown }: Explanation,
  down: readonly string[],
  style: OutputStyle,
): string {
  const lines = [`${name} in ${zone}, serial ${serial}`];
  if (lead !== undefined) lines.push(`${name} ${lead}`);
  lines.push('', ...answers.flatMap(printAnswer));
  if (addresses.length > 0) {
    const rows = addresses.map((address) => [
      { text: address.isPublished ? 'in' : 'out', tone: address.isPublished ? 'good' : 'bad' } as const,
      address.address,
      address.name,
      describe(address),
    ]);
    lines.push('', ...printColumns([['', 'ADDRESS', 'NAME', 'BECAUSE'], ...rows], style));
    lines.push('', ...decisions.map(printDecision));
    if (suspect !== undefined)
      lines.push(`suspect: ${suspect}; verdicts stay as they are until something answers`);
  }
  if (hosts !== undefined) lines.push('', ...printHosts(hosts, style));
  if (ifDown !== undefined) {
    lines.push('', `if ${down.join(' and ')} were down:`, '');
    lines.push(...ifDown.flatMap(printAnswer));
    const isMeant = ({ address, probe, check }: ExplainedAddress) =>
      probe === undefined &&
      check === undefined &&
      down.some((text) => {
        const subject = parseAddressSubject(text);
        return subject?.kind === 'address' && subject.address.text === address;
      });
    const unmoved = new Set(addresses.filter(isMeant).map(({ address }) => address));
    for (const address of unmoved) lines.push(`${address} is static: nobody would notice that it is down`);
  }
  return `${lines.join('\n')}\n`;
}

/** Like dig, without the sections that do not matter here. */
function printAnswer({ type, code, answer, authority, additional }: PrintedAnswer): string[] {
  if (answer.length === 0) return [`; ${type}: ${code}, no record`, ...authority];
  return [`; ${type}: ${code}`, ...answer, ...additional];
}

function printDecision(decision: ExplainedDecision): string {
  const { name, grounds, healthy, healthyMin, candidates, backups } = decision;
  const least = healthyMin === 1 ? '' : `, at least ${healthyMin} must be`;
  const lack = backups === 0 ? '' : `, and none of its ${backups} ${backups === 1 ? 'backup' : 'backups'} is`;
  const addresses = candidates === 1 ? 'address' : 'addresses';
  const verb = healthy === 1 || candidates === 1 ? 'is' : 'are';
  const count = `${healthy} of ${candidates} ${addresses} ${verb} healthy${least}`;
  switch (grounds) {
    case 'candidates':
      return `${name}: ${count}`;
    case 'backups':
      return `${name}: ${count}; it is answered with its backups`;
    default:
      return `${name}: ${count}${lack}; it is answered with ${policyWords[grounds]}`;
  }
}

function describe({ tier, host, because, override, probe, check }: ExplainedAddress): string {
  const words: string[] = tier === 'candidate' ? [] : [tier];
  if (host !== undefined) words.push(`of ${host}`);
  if (override?.action === 'drain' || (override !== undefined && check === undefined))
    words.push(describeHand(override));
  if (because === 'standby') words.push('its turn has not come');
  if (because === 'policy') words.push("the name's policy");
  if (check !== undefined) words.push(`${check.verdict}: ${describeCheck(check)}`);
  else words.push(probe === undefined ? printUnchecked(host) : describeProbe(probe));
  return words.join('; ');
}

function printUnchecked(host: string | undefined): string {
  return host === undefined ? 'static, not checked' : 'not checked';
}

function describeCheck(check: ExplainedCheck): string {
  if (check.kind !== 'target') return `${check.kind}(${check.parts.map(describeCheck).join(', ')})`;
  const { verdict, override, probe } = check;
  const how = [
    ...(override === undefined ? [] : [describeHand(override)]),
    probe === undefined ? verdict : describeProbe(probe),
  ];
  return `${probe?.target ?? 'a target'} ${how.join('; ')}`;
}

function describeHand({ action, by, sinceSeconds, untilSeconds }: ExplainedOverride): string {
  const until = untilSeconds === undefined ? '' : ` until ${printTime(untilSeconds)}`;
  return `${describeAction(action)} by ${printOperator(by)} ${printAge(sinceSeconds)} ago${until}`;
}

function describeProbe({
  state,
  sinceSeconds,
  reason,
  outcomesToFlip,
  nextProbeInMs,
  held,
}: ExplainedProbe): string {
  const since = sinceSeconds === undefined ? '' : ` for ${printAge(sinceSeconds)}`;
  const last = reason === undefined ? '' : ` (${reason})`;
  const next =
    nextProbeInMs === undefined ? 'probed right now' : `next probe in ${(nextProbeInMs / 1000).toFixed(1)} s`;
  const hold =
    held === undefined
      ? ''
      : `held down for flapping, for ${printDuration(held.endsInMs / 1000)} more if it stays steady; `;
  return `${hold}${state}${since}${last}, ${printFlip(state, outcomesToFlip)}, ${next}`;
}

/** `2 more failures take it down`, `1 success brings it up` */
function printFlip(state: ExplainedProbe['state'], count: number): string {
  const isOne = count === 1;
  if (state === 'up') return isOne ? '1 more failure takes it down' : `${count} more failures take it down`;
  return isOne ? '1 success brings it up' : `${count} successes in a row bring it up`;
}
