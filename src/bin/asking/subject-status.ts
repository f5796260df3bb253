// `healthy-dns status NAME`: all about one name or target: what is answered and why, its targets or names, and its past.

import { escapeCharacters } from '../../base/quote.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { wrapText } from '../../base/text-columns.ts';
import { postControl, viewControl } from '../../control/ask-control.ts';
import type { NameView, ProbeCounts, TargetView } from '../../control/protocol/facts.ts';
import type { HistoryReply } from '../../control/protocol/history.ts';
import type { NameDetail, TargetDetail } from '../../control/protocol/lists.ts';
import { routes } from '../../control/protocol/routes.ts';
import type { AskLimits } from '../../control/request-json.ts';
import type { OutputStyle } from '../printing/output-style.ts';
import { type Cell, printColumns } from '../printing/print-columns.ts';
import { barWidth, printPast } from '../printing/print-history.ts';
import { printAge, printTime } from '../printing/print-time.ts';
import { nameState, targetState } from '../printing/state-words.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { printNameColumns } from './names.ts';
import type { AskFailure, Report } from './report.ts';

/** `history` has more. */
const changesShownMax = 5;

interface Found {
  readonly history: HistoryReply;
  /** Absent when it is no longer configured. */
  readonly detail: NameDetail | TargetDetail | undefined;
}

export async function reportSubject(
  socketPath: string,
  what: string,
  limits: AskLimits,
): Promise<Result<Report, AskFailure>> {
  const found = await ask(socketPath, what, limits);
  if (!found.ok) return found;
  const { history, detail } = found.value;
  return succeed({
    json: { ...detail, history },
    exitCode: exitCodeFor(detail),
    print: (style) => [
      ...printDetail(detail, history, style),
      '',
      ...printPast(history, changesShownMax, style),
    ],
  });
}

/** The history knows who is meant by an address, and it may be gone from the configuration. */
async function ask(
  socketPath: string,
  subject: string,
  limits: AskLimits,
): Promise<Result<Found, AskFailure>> {
  const asked = await viewControl(
    socketPath,
    routes.history,
    { subject, points: String(barWidth + 1) },
    limits,
  );
  if (!asked.ok) return fail({ kind: 'unreachable', problem: asked.problem });
  if (asked.value.kind === 'refused') {
    const { error, problem } = asked.value.refusal;
    if (problem !== 'unknown') return fail({ kind: 'refused', error, exitCode: ExitCode.usage });
    const told = (await hasRecords(socketPath, subject)) ? explainRecords(subject) : error;
    return fail({ kind: 'refused', error: told, exitCode: ExitCode.noSuchName });
  }
  const { reply: history } = asked.value;
  const { kind, key } = history;
  const detailed =
    kind === 'name'
      ? await viewControl(socketPath, routes.name(key), {}, limits)
      : await viewControl(socketPath, routes.target(key), {}, limits);
  if (!detailed.ok) return fail({ kind: 'unreachable', problem: detailed.problem });
  const detail = detailed.value.kind === 'done' ? detailed.value.reply : undefined;
  return succeed({ history, detail });
}

/** What has no addresses of its own is answered, too: a CNAME, or a name of a master file. */
async function hasRecords(socketPath: string, name: string): Promise<boolean> {
  const asked = await postControl(socketPath, routes.explain, { name, ifDown: [] });
  return asked.ok && asked.value.kind === 'done' && asked.value.reply.absent === undefined;
}

function explainRecords(subject: string): string {
  return `"${subject}" has records and no addresses of its own; "healthy-dns explain ${subject}" tells how it is answered`;
}

function exitCodeFor(detail: Found['detail']): number {
  if (detail === undefined) return ExitCode.noSuchName;
  const state = 'name' in detail ? nameState(detail.name) : targetState(detail.target);
  if (state.tone === 'good' || state.tone === 'faint') return ExitCode.ok;
  return 'name' in detail && state.tone === 'bad' ? ExitCode.namesEmpty : ExitCode.targetsDown;
}

function printDetail(
  detail: Found['detail'],
  { key, goneSeconds }: HistoryReply,
  style: OutputStyle,
): readonly string[] {
  if (detail === undefined)
    return wrap(
      `${key}: not configured${goneSeconds === undefined ? ' any more' : ` since ${printTime(goneSeconds)}`}`,
      style,
    );
  return 'name' in detail ? printName(detail, style) : printTarget(detail, style);
}

function printName({ name, targets, explanation }: NameDetail, style: OutputStyle): readonly string[] {
  return [
    ...printTitle(name.name, nameState(name), name.isChecked ? name.sinceSeconds : undefined, style),
    ...wrap(name.why, style),
    '',
    ...wrap(`answered: ${name.addresses.join(' ') || 'no address'}`, style),
    ...wrap(`zone: ${name.zone}${explanation === undefined ? '' : `, serial ${explanation.serial}`}`, style),
    ...wrap(printNeed(name), style),
    ...(targets.length === 0 ? [] : ['', ...printColumns([targetHead, ...targets.map(targetRow)], style)]),
    ...(name.isChecked
      ? [
          '',
          ...wrap(
            `"healthy-dns explain ${name.name}" tells of each address why it is answered or not`,
            style,
          ),
        ]
      : []),
  ];
}

function printNeed({ isChecked, healthy, healthyMin, candidates, backups }: NameView): string {
  if (!isChecked) return 'not checked';
  const least = healthyMin > 1 ? `, at least ${healthyMin} must be` : '';
  const spare = backups === 0 ? '' : `; ${backups} ${backups === 1 ? 'backup' : 'backups'}`;
  return `healthy: ${healthy} of ${candidates}${least}${spare}`;
}

function printTarget({ target, names }: TargetDetail, style: OutputStyle): readonly string[] {
  return [
    ...printTitle(target.key, targetState(target), target.held?.sinceSeconds ?? target.sinceSeconds, style),
    ...(target.override === undefined
      ? []
      : wrap(`${target.override} by hand; probes say: ${target.state}`, style)),
    ...(target.held === undefined
      ? []
      : wrap(
          `held down for flapping until ${printTime(target.held.untilSeconds)} if it stays steady, or until "healthy-dns release"`,
          style,
        )),
    ...wrap(`last probe: ${target.reason ?? 'none yet'}`, style),
    ...(target.probes === undefined ? [] : wrap(printProbes(target.probes), style)),
    ...(names.length === 0 ? [] : ['', ...printNameColumns(names, style)]),
  ];
}

function printProbes({ successes, failures, lastMs, meanMs }: ProbeCounts): string {
  const took =
    successes === 0
      ? ''
      : `; the last good one took ${lastMs.toFixed(1)} ms, all ${meanMs.toFixed(1)} ms on average`;
  return `probes: ${successes} succeeded, ${failures} failed${took}`;
}

function printTitle(
  title: string,
  { text, tone }: ReturnType<typeof nameState>,
  sinceSeconds: number | undefined,
  style: OutputStyle,
): readonly string[] {
  const since = sinceSeconds === undefined ? '' : `, for ${printAge(sinceSeconds)}`;
  return [
    ...wrap(title, style).map((line) => style.paint('strong', line)),
    `${style.paint(tone, text)}${since}`,
  ];
}

export const targetHead = ['STATE', 'TARGET', 'FOR', 'LAST PROBE'];

export function targetRow(target: TargetView): readonly Cell[] {
  const since = target.held?.sinceSeconds ?? target.sinceSeconds;
  return [targetState(target), target.key, since === undefined ? '-' : printAge(since), target.reason ?? '-'];
}

function wrap(text: string, { columns }: OutputStyle): readonly string[] {
  return wrapText(escapeCharacters(text), columns);
}
