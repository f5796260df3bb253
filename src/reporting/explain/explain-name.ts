// Why a name is answered as it is: the answer from the very image that is served, and why each address is in it or not. On
// request also the answer if some addresses were down. Changes nothing.

import { fail, type Result, succeed } from '../../base/result.ts';
import type { ExplainedDecision, ExplainProblem, Explanation } from '../../control/protocol/explanation.ts';
import { suspectNetwork } from '../../control/protocol/status.ts';
import type { AddressSubject } from '../../health/deciding/overrides.ts';
import { decidingFor, type Resolution } from '../../health/deciding/resolution.ts';
import { isKnownSubject } from '../../operating/find-subject.ts';
import { namesShownMax } from '../../operating/log-override.ts';
import { didYouMeanName, suggestName } from '../../operating/suggest-name.ts';
import { printName } from '../../wire/name.ts';
import { printResponseCode, RecordType, ResponseCode } from '../../wire/protocol.ts';
import { describeHosts } from '../describe-hosts.ts';
import { answerIfDown } from './answer-if-down.ts';
import { askImage } from './ask-image.ts';
import { explainAddresses } from './explain-addresses.ts';
import { explainLead } from './explain-lead.ts';
import type { ExplainSources } from './explain-sources.ts';
import { type FoundName, findNames, ownerOf, partsOf, typesOf } from './find-name.ts';

const nameError = printResponseCode(ResponseCode.NXDOMAIN);

export interface ExplainRequest {
  /** Absolute, or relative to the hosted zone. */
  readonly name: string;
  /** Absent: the types the name is configured with. */
  readonly type?: number | undefined;
  /** What to assume down. */
  readonly ifDown: readonly AddressSubject[];
}

/** Others, as MX, are answered whatever is up. HTTPS records and services follow their hosts. */
const typesWithAddresses: ReadonlySet<number> = new Set([
  RecordType.A,
  RecordType.AAAA,
  RecordType.SRV,
  RecordType.SVCB,
  RecordType.HTTPS,
  RecordType.ANY,
]);

export function explainName(
  { name: text, type, ifDown }: ExplainRequest,
  sources: ExplainSources,
): Result<Explanation, ExplainProblem> {
  const { groups, names } = sources;
  if (groups.length === 0) return fail({ problem: 'no-such-name', error: 'no zone is configured' });
  const [found, ...others] = findNames(text, groups);
  const apexes = groups.flatMap(({ zones }) => zones.map(({ apex }) => apex));
  if (found === undefined) {
    const error = `"${text}" is neither in a served zone nor a name relative to one`;
    return fail({ problem: 'no-such-name', error: error + didYouMeanName(text, names, apexes) });
  }
  if (others.length > 0)
    return fail({ problem: 'no-such-name', error: explainAmbiguous(text, [found, ...others]) });
  const { name, zone, group } = found;
  const { content } = group.config;
  const allParts = partsOf(ownerOf(name, zone), content);
  const parts =
    type === undefined || typesWithAddresses.has(type) ? allParts : { ...allParts, resolutions: [] };
  const unknown = ifDown.find((subject) => !isKnownSubject(subject, parts.resolutions));
  if (unknown !== undefined) {
    const error = `the answer for "${text}" does not depend on ${unknown.address.text}`;
    return fail({ problem: 'unrelated', error });
  }
  const types = type === undefined ? typesOf(parts) : [type];
  const answers = types.map((asked) => askImage(sources.image, name, asked));
  // A CNAME that leads nowhere is there, although the code is that of the name it leads to.
  const isAbsent = answers.some(({ code, answer }) => code === nameError && answer.length === 0);
  const lead = explainLead(name, zone);
  return succeed({
    name: printName(name),
    zone: printName(zone.apex),
    serial: zone.serial,
    ...(lead === undefined ? {} : { lead }),
    ...(isAbsent ? { absent: { suggestion: suggestName(text, content, apexes) } } : {}),
    answers,
    addresses: parts.resolutions.flatMap((resolution) => explainAddresses(resolution, sources)),
    decisions: explainDecisions(parts.resolutions, sources),
    ...explainHosts(parts.resolutions, sources),
    ...(sources.isNetworkSuspect ? { suspect: suspectNetwork } : {}),
    ...(ifDown.length === 0
      ? {}
      : { ifDown: answerIfDown(ifDown, types, name, zone, parts, group, sources) }),
  });
}

function explainAmbiguous(text: string, found: readonly FoundName[]): string {
  const names = found.slice(0, namesShownMax).map(({ name }) => printName(name));
  const more = found.length > namesShownMax ? `, and ${found.length - namesShownMax} more` : '';
  return `"${text}" exists in several zones; write it with its zone: ${names.join(' or ')}${more}`;
}

/** On what grounds the published addresses were chosen. */
function explainDecisions(
  resolutions: readonly Resolution[],
  { decider }: ExplainSources,
): ExplainedDecision[] {
  const deciding = new Set(resolutions.map(decidingFor));
  return [...deciding].map((resolution) => {
    const { label, candidates, backups = [], healthyMin = 1, whenAllDown } = resolution;
    const { grounds, healthyCount } = decider.decide(resolution);
    return {
      name: label,
      grounds,
      healthy: healthyCount,
      healthyMin,
      candidates: candidates.length,
      backups: backups.length,
      whenAllDown: whenAllDown?.kind ?? 'empty',
    };
  });
}

/** The hosts that the addresses come from, found or not. */
function explainHosts(
  resolutions: readonly Resolution[],
  { hosts }: ExplainSources,
): Pick<Explanation, 'hosts'> {
  const described = describeHosts(hosts, resolutions.map(decidingFor));
  const own = described.filter(({ names }) => names.length > 0);
  return own.length === 0 ? {} : { hosts: own };
}
