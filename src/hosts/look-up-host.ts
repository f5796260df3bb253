// A host -> what the hosts file and the resolvers say of it, family by family. Refuses to know when it is asked for, and what
// becomes of the answer.

import type { Result } from '../base/result.ts';
import type { LookupProblem } from '../resolving/lookup-problem.ts';
import type { Question } from '../resolving/make-query.ts';
import { type Ask, resolveRecords } from '../resolving/resolve-records.ts';
import { parseName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Message } from '../wire/read-message.ts';
import { readAddress } from '../wire/read-rdata.ts';
import type { Family, FamilyOutcome, HostOutcome } from './host-outcome.ts';
import { findInHostsFile } from './hosts-file.ts';
import type { ResolvConf } from './resolv-conf.ts';
import { isUsable } from './usable-addresses.ts';

export interface HostSurroundings {
  /** Absent when resolvers were named: they alone are asked then. */
  readonly machine?: {
    readonly resolvConf: Pick<ResolvConf, 'search' | 'ndots'>;
    /** The text of the file. */
    readonly hostsFile: string;
  };
  readonly ask: (question: Question) => Promise<Result<Message, LookupProblem>>;
}

/** A file has no TTL: it is read again as often as anything is looked up. */
const fileTtlSeconds = 0;
const typeOf: Readonly<Record<Family, number>> = { 4: RecordType.A, 6: RecordType.AAAA };

export async function lookUpHost(
  host: string,
  families: ReadonlySet<Family>,
  { machine, ask }: HostSurroundings,
): Promise<HostOutcome> {
  const listed = machine === undefined ? [] : findInHostsFile(machine.hostsFile, host.replace(/\.$/, ''));
  if (listed.length > 0) {
    const outcomes = [...families].map((family): [Family, FamilyOutcome] => {
      const addresses = listed.filter((address) => address.family === family);
      const ttlSeconds = fileTtlSeconds;
      return [
        family,
        addresses.length === 0 ? { kind: 'absent', ttlSeconds } : { kind: 'found', addresses, ttlSeconds },
      ];
    });
    return new Map(outcomes);
  }
  let outcome: HostOutcome = new Map();
  for (const name of namesToTry(host, machine?.resolvConf)) {
    outcome = await askFor(name, families, ask);
    // While one form cannot be looked up, another may be somebody else's host.
    if ([...outcome.values()].some(({ kind }) => kind !== 'absent')) break;
  }
  return outcome;
}

/** The machine completes names of one label; others are absolute as they are. */
export function namesToTry(
  host: string,
  conf: Pick<ResolvConf, 'search' | 'ndots'> | undefined,
): readonly string[] {
  if (conf === undefined || host.includes('.')) return [host];
  const completed = conf.search.map((domain) => `${host}.${domain}`);
  return conf.ndots > 0 ? [...completed, host] : [host, ...completed];
}

async function askFor(
  text: string,
  families: ReadonlySet<Family>,
  ask: HostSurroundings['ask'],
): Promise<HostOutcome> {
  const name = parseName(text);
  // Completed, it may be longer than any name.
  if (!name.ok) return new Map([...families].map((family) => [family, { kind: 'absent', ttlSeconds: 0 }]));
  const inLowerCase: Ask = (question) => ask({ ...question, isPlain: true });
  const asked = [...families].map(async (family): Promise<[Family, FamilyOutcome]> => {
    const answer = await resolveRecords({ name: name.value, type: typeOf[family] }, inLowerCase);
    if (!answer.ok) return [family, { kind: 'failed', reason: answer.problem.detail }];
    const { ttlSeconds } = answer.value;
    if (answer.value.kind === 'absent') return [family, { kind: 'absent', ttlSeconds }];
    const addresses = answer.value.records.flatMap(({ rdata }) => readAddress(rdata) ?? []);
    const usable = addresses.filter(isUsable);
    if (usable.length > 0) return [family, { kind: 'found', addresses: usable, ttlSeconds }];
    const shown = addresses[0]?.text ?? '';
    return [
      family,
      { kind: 'failed', reason: `it has only addresses such as ${shown}, which no backend can have` },
    ];
  });
  return new Map(await Promise.all(asked));
}
