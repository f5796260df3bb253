// What is wrong with the daemon itself, its zones and their secondaries. Refuses to know names and targets.

import { printDuration } from '../../base/print-duration.ts';
import type { Problem } from '../../control/protocol/overview.ts';
import type { HostedZoneStatus } from '../../control/protocol/status.ts';
import type { Summary } from './news.ts';
import { countOf, isOrAre, listFirst } from './phrases.ts';

const daySeconds = 86_400;
/** Signatures are renewed with four days or more to spare; with less left, renewal is failing. */
const signaturesLateSeconds = 3 * daySeconds;
/** ACME clients renew 90-day certificates with 30 days left, and try every day. */
const certificateLateSeconds = 14 * daySeconds;

export function judgeDaemon(summary: Summary, nowSeconds: number): readonly Problem[] {
  return [
    judgeNetwork(summary),
    judgeLastGood(summary),
    judgeServices(summary),
    ...judgeSignatures(summary.hostedZones ?? [], nowSeconds),
    judgeCertificate(summary, nowSeconds),
    judgeSecondaries(summary),
    judgeHosts(summary),
    judgeUpdates(summary),
    judgeDescriptors(summary),
    judgeOverrides(summary),
  ].filter((problem) => problem !== undefined);
}

function judgeNetwork({ network }: Summary): Problem | undefined {
  if (network.suspect === undefined) return undefined;
  return {
    kind: 'network',
    level: 'critical',
    text: 'it is us: the network of this machine seems to be down, and verdicts stay as they were',
    sinceSeconds: network.sinceSeconds,
  };
}

function judgeLastGood({ lastGood }: Summary): Problem | undefined {
  if (lastGood === undefined) return undefined;
  const { errorCount, keptAtSeconds } = lastGood;
  return {
    kind: 'last-good',
    level: 'warning',
    text: `the configuration has ${countOf(errorCount, 'error')}: the last good one is served instead`,
    sinceSeconds: keptAtSeconds,
  };
}

function judgeServices({ emptyServices = [] }: Summary): Problem | undefined {
  if (emptyServices.length === 0) return undefined;
  return {
    kind: 'empty-services',
    level: 'critical',
    text: `${countOf(emptyServices.length, 'service')} ${isOrAre(emptyServices.length)} without host: ${listFirst(emptyServices)}`,
  };
}

function judgeSignatures(zones: readonly HostedZoneStatus[], nowSeconds: number): readonly Problem[] {
  const ends = zones
    .map(({ zone, dnssec }) => ({
      zone,
      leftSeconds: (dnssec?.signaturesEndSeconds ?? Infinity) - nowSeconds,
    }))
    .sort((a, b) => a.leftSeconds - b.leftSeconds);
  const expired = ends.filter(({ leftSeconds }) => leftSeconds <= 0);
  const late = ends.filter(({ leftSeconds }) => leftSeconds > 0 && leftSeconds < signaturesLateSeconds);
  const problems: Problem[] = [];
  if (expired.length > 0)
    problems.push({
      kind: 'expired-signatures',
      level: 'critical',
      text: `signatures of ${countOf(expired.length, 'zone')} have expired, and resolvers that validate reject them: ${listFirst(expired.map(({ zone }) => zone))}`,
    });
  const [first] = late;
  if (first !== undefined)
    problems.push({
      kind: 'late-signatures',
      level: 'warning',
      text: `signatures of ${countOf(late.length, 'zone')} should have been renewed, the first to expire in ${printDuration(first.leftSeconds)}: ${listFirst(late.map(({ zone }) => zone))}`,
    });
  return problems;
}

function judgeCertificate({ tls }: Summary, nowSeconds: number): Problem | undefined {
  if (tls === undefined) return undefined;
  const { certificate } = tls;
  if (certificate === undefined)
    return { kind: 'certificate', level: 'warning', text: 'DNS over TLS has no certificate' };
  const leftSeconds = certificate.expiresSeconds - nowSeconds;
  if (leftSeconds > certificateLateSeconds) return undefined;
  const which = `the certificate for DNS over TLS (${listFirst(certificate.names)})`;
  if (leftSeconds <= 0) return { kind: 'certificate', level: 'critical', text: `${which} has expired` };
  return {
    kind: 'certificate',
    level: 'warning',
    text: `${which} expires in ${printDuration(leftSeconds)}`,
  };
}

function judgeSecondaries({ secondaries }: Summary): Problem | undefined {
  if (secondaries === undefined || secondaries.behind === 0) return undefined;
  const behind = secondaries.list.filter(({ behindSinceSeconds }) => behindSinceSeconds !== undefined);
  return {
    kind: 'secondaries',
    level: 'warning',
    text: `${countOf(secondaries.behind, 'secondary')} of ${secondaries.total} ${secondaries.behind === 1 ? 'is' : 'are'} behind: ${listFirst(behind.slice(0, secondaries.behind).map(({ secondary }) => secondary))}`,
    sinceSeconds: behind[0]?.behindSinceSeconds,
  };
}

function judgeHosts({ hosts = [] }: Summary): Problem | undefined {
  const failing = hosts.filter(({ problem }) => problem !== undefined);
  if (failing.length === 0) return undefined;
  const since = failing.map(({ problem }) => problem?.sinceSeconds ?? 0);
  return {
    kind: 'hosts',
    level: 'warning',
    text: `${countOf(failing.length, 'host')} cannot be looked up: ${listFirst(failing.map(({ host }) => host))}`,
    sinceSeconds: since.reduce((a, b) => Math.min(a, b)),
  };
}

function judgeUpdates({ updates }: Summary): Problem | undefined {
  if (updates?.problem === undefined) return undefined;
  return { kind: 'updates', level: 'warning', text: `no update is accepted: ${updates.problem}` };
}

function judgeDescriptors({ descriptors }: Summary): Problem | undefined {
  return descriptors && { kind: 'descriptors', level: 'warning', text: descriptors.message };
}

function judgeOverrides({ overrides }: Summary): Problem | undefined {
  if (overrides.length === 0) return undefined;
  const said = overrides.map(
    ({ action, subject }) => `${subject} ${action === 'drain' ? 'drained' : `forced ${action}`}`,
  );
  return {
    kind: 'overrides',
    level: 'notice',
    text: `${countOf(overrides.length, 'override')} by hand: ${listFirst(said)}`,
    sinceSeconds: overrides.map(({ sinceSeconds }) => sinceSeconds).reduce((a, b) => Math.min(a, b)),
  };
}
