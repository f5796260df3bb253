// `healthy-dns status` without a name: what a running daemon serves. The exit code says whether all is well.

import { escapeCharacters } from '../../base/quote.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { wrapText } from '../../base/text-columns.ts';
import { printWholeFinding } from '../../config/findings/finding.ts';
import { getControl } from '../../control/ask-control.ts';
import type { OverrideStatus } from '../../control/protocol/overrides.ts';
import { routes } from '../../control/protocol/routes.ts';
import type {
  HostedZoneStatus,
  LastGoodStatus,
  NetworkStatus,
  Status,
  TargetStatus,
} from '../../control/protocol/status.ts';
import type { AskLimits } from '../../control/request-json.ts';
import { printErrorCount, printStatusLine } from '../../reporting/print-status.ts';
import type { OutputStyle, Tone } from '../printing/output-style.ts';
import { type Cell, printColumns } from '../printing/print-columns.ts';
import { printHosts } from '../printing/print-hosts.ts';
import { printNotifications } from '../printing/print-notifications.ts';
import { printQueryLog } from '../printing/print-query-log.ts';
import { printReplyLimit } from '../printing/print-reply-limit.ts';
import { printSecondaries } from '../printing/print-secondaries.ts';
import { printAge, printDuration } from '../printing/print-time.ts';
import { printTls } from '../printing/print-tls.ts';
import { printUpdates } from '../printing/print-updates.ts';
import { printWindow } from '../printing/print-window.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { describeOverride, printAwaited } from './print-override.ts';
import type { AskFailure, Report } from './report.ts';

/** After an upgrade they must fit on one screen with what apt prints. */
const findingsShownMax = 10;
/** More push what is down off the screen. */
const zonesShownMax = 20;

/** `onlyServing`: the exit code says whether it serves, whatever the state of its targets; for the health check of a container. */
export async function reportDaemon(
  socketPath: string,
  onlyServing: boolean,
  limits: AskLimits,
): Promise<Result<Report, AskFailure>> {
  const asked = await getControl(socketPath, routes.status, limits);
  if (!asked.ok) return fail({ kind: 'unreachable', problem: asked.problem });
  const status = asked.value;
  return succeed({
    json: status,
    exitCode: exitCodeFor(status, onlyServing),
    print: (style) => printStatus(status, style),
  });
}

function exitCodeFor({ zones, lastGood, targets, names, network }: Status, onlyServing: boolean): number {
  if (zones.length === 0) return ExitCode.noZone;
  if (onlyServing) return ExitCode.ok;
  if (lastGood !== undefined) return ExitCode.lastGood;
  // The hosts of an empty service are among these.
  if (names.empty.length > 0 || names.onPolicy.length > 0) return ExitCode.namesEmpty;
  const isWell =
    targets.up === targets.total &&
    network.suspect === undefined &&
    targets.list.every(({ held }) => held === undefined);
  return isWell ? ExitCode.ok : ExitCode.targetsDown;
}

function printStatus(status: Status, style: OutputStyle): readonly string[] {
  const { lastGood, hostedZones = [] } = status;
  const holds = printHolds(status.targets.list);
  const parts = [
    // Where in a file something is wrong is shown by a caret beneath, which must not move.
    lastGood === undefined ? [] : printLastGood(lastGood),
    wrap(printFacts(status), style),
    hostedZones.length > 1 ? printZones(hostedZones, style) : [],
    status.secondaries === undefined ? [] : printSecondaries(status.secondaries, style),
    status.updates === undefined ? [] : printUpdates(status.updates, style),
    status.notifications === undefined ? [] : printNotifications(status.notifications, style),
    status.overrides.length === 0 ? [] : printOverrides(status.overrides, style),
    status.hosts === undefined ? [] : printHosts(status.hosts, style),
    status.targets.list.length === 0 ? [] : printTable(status.targets.list, style),
    wrap(holds, style),
  ].filter(({ length }) => length > 0);
  return parts.flatMap((part, place) => (place === 0 ? part : ['', ...part]));
}

function wrap(lines: readonly string[], { columns }: OutputStyle): readonly string[] {
  return lines.flatMap((line) => wrapText(escapeCharacters(line), columns));
}

function printFacts(status: Status): readonly string[] {
  const { zones, hostedZones = [], endpoints, names, queries } = status;
  const lines = [
    `healthy-dns ${status.version}, pid ${status.pid}, running for ${printAge(status.startedSeconds)}`,
    printStatusLine(status),
    ...(hostedZones.length > 1 ? [] : [`zones: ${zones.join(' ') || 'none'}`]),
    `listening on: ${endpoints.join(' ')}`,
    ...printWindow(status.window),
    `queries: ${queries.udp} over UDP, ${queries.tcp} over TCP, ${queries.truncated} truncated, ${queries.dropped} dropped`,
    ...printReplyLimit(status.replyLimit),
    ...printQueryLog(status.queryLog),
  ];
  const { valid = 0, invalid = 0, required = 0, new: fresh = 0 } = queries.cookies ?? {};
  if (valid + invalid + fresh > 0)
    lines.push(
      `cookies: ${valid} valid, ${invalid} invalid, ${fresh} new; ${required} queries told to use one`,
    );
  if (status.frontEnds !== undefined) {
    const { proxied, refused } = status.frontEnds;
    lines.push(
      `front ends: ${proxied} datagrams and connections, ${refused} refused for lack of a good header`,
    );
  }
  if (status.tls !== undefined) lines.push(...printTls(status.tls));
  if (status.descriptors !== undefined) lines.push(`file descriptors: ${status.descriptors.message}`);
  lines.push(...printNetwork(status.network));
  if (names.empty.length > 0) lines.push(`names without an address: ${names.empty.join(' ')}`);
  if (names.emptyServices.length > 0) lines.push(`services without host: ${names.emptyServices.join(' ')}`);
  if (names.onPolicy.length > 0)
    lines.push(`names all down and answered by policy: ${names.onPolicy.join(' ')}`);
  if (names.onBackup.length > 0) lines.push(`names on backup: ${names.onBackup.join(' ')}`);
  return lines;
}

/** The package's installation prints all up to the first empty line. */
function printLastGood(lastGood: LastGoodStatus): string[] {
  const { keptAtSeconds, errorCount, findings } = lastGood;
  const shown = findings.slice(0, findingsShownMax);
  const others = errorCount - shown.filter(({ severity }) => severity === 'error').length;
  return [
    `SERVING THE LAST GOOD CONFIGURATION, saved ${printAge(keptAtSeconds)} ago: ${printErrorCount(lastGood)}`,
    ...shown.flatMap(printWholeFinding),
    ...(others > 0 ? [`and ${others} more errors; "healthy-dns check" and the log have them all`] : []),
    'Fix it, then "systemctl reload healthy-dns", or "healthy-dns reload" if it does not run as a service.',
  ];
}

function printNetwork({ suspect, sinceSeconds = 0, anchors }: NetworkStatus): string[] {
  const lines: string[] = [];
  if (suspect !== undefined)
    lines.push(
      `suspect: ${suspect}, for ${printAge(sinceSeconds)}; verdicts stay as they are until something answers`,
    );
  if (anchors.length > 0) {
    const shown = anchors.map(({ anchor, isUp, reason }) =>
      isUp === undefined ? anchor : `${anchor} ${isUp ? 'up' : 'down'} (${reason})`,
    );
    lines.push(`anchors: ${shown.join(', ')}`);
  }
  return lines;
}

function printZones(hosted: readonly HostedZoneStatus[], style: OutputStyle): string[] {
  const rows = hosted
    .slice(0, zonesShownMax)
    .map(({ zone, aliases, serial, signed, names: count, catalog }) => [
      zone,
      String(serial),
      signed ? 'yes' : 'no',
      String(count),
      catalog === true ? 'catalog of the zones above' : aliases.join(' ') || '-',
    ]);
  const others = hosted.length - rows.length;
  return [
    ...printColumns([['ZONE', 'SERIAL', 'SIGNED', 'NAMES', 'ALIASES'], ...rows], style),
    ...(others > 0 ? [`and ${others} more zones; --json has them all`] : []),
  ];
}

function printState({ state, override, held }: TargetStatus): string {
  if (override !== undefined) return `${state} (${override})`;
  return held === undefined ? state : `${state} (held down)`;
}

function printHolds(list: readonly TargetStatus[]): string[] {
  return list.flatMap(({ target, held }) =>
    held === undefined
      ? []
      : [
          `${target} has been held down for flapping for ${printAge(held.sinceSeconds)}; ` +
            `that ends in ${printDuration(held.endsInMs / 1000)} if it stays steady, or with "healthy-dns release"`,
        ],
  );
}

function printTable(list: readonly TargetStatus[], style: OutputStyle): string[] {
  const sorted = [...list].sort((a, b) => rankOf(a) - rankOf(b) || a.target.localeCompare(b.target));
  const rows: readonly (readonly Cell[])[] = [
    ['TARGET', 'STATE', 'FOR', 'LAST PROBE', 'NEXT', 'NAMES'],
    ...sorted.map((target) => [
      target.target,
      { text: printState(target), tone: toneOf(target) },
      target.sinceSeconds === undefined ? '-' : printAge(target.sinceSeconds),
      target.reason ?? '-',
      target.nextProbeInMs === undefined ? 'now' : `${(target.nextProbeInMs / 1000).toFixed(1)} s`,
      target.names.join(' '),
    ]),
  ];
  return printColumns(rows, style);
}

function toneOf(target: TargetStatus): Tone {
  if (rankOf(target) === 0 || target.held !== undefined) return 'bad';
  if (target.override !== undefined) return 'warning';
  return target.state === 'up' ? 'good' : 'faint';
}

/** What is down comes first, whether probes or operators say so. */
function rankOf({ state, override }: TargetStatus): number {
  if (override === 'forced down') return 0;
  return { down: 0, unknown: 1, up: 2 }[state];
}

function printOverrides(overrides: readonly OverrideStatus[], style: OutputStyle): string[] {
  const rows = overrides.map((override) => [
    override.subject,
    describeOverride(override),
    printExpiry(override),
    override.names.join(' ') || 'no name has it',
  ]);
  return printColumns([['OVERRIDE', 'STATE', '', 'NAMES'], ...rows], style);
}

function printExpiry({ clearInMs = 0, waitsFor }: OverrideStatus): string {
  if (waitsFor !== undefined) return `waits for ${printAwaited(waitsFor)}`;
  return clearInMs === 0 ? '' : `answers expire in ${Math.ceil(clearInMs / 1000)} s`;
}
