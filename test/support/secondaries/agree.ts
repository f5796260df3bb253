// Whether secondaries answer what their primary answers, and how long that takes.

import { RecordType } from '../../../src/wire/protocol.ts';
import { askUdp, makeQuery } from '../dns/dns-client.ts';
import { readOutcome } from '../peers/read-outcome.ts';
import { until } from '../until.ts';
import type { Secondary } from './secondary.ts';

export interface AskedServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** With the DO bit and room for every answer of these tests. */
const edns = { payload: 4096, dnssecOk: true };
const askAgainMs = 300;

export function serverOf({ name, place: { address, port } }: Secondary): AskedServer {
  return { name, address, port };
}

/** Code and answer with everything in it, signatures too; of a negative answer, whether it has an SOA. */
export async function answerOf(
  { address, port }: AskedServer,
  name: string,
  type: number,
): Promise<string | undefined> {
  const query = makeQuery(name, { type, edns });
  const reply = await askUdp(port, query, { address, withinMs: askAgainMs }).catch(() => undefined);
  if (reply === undefined) return undefined;
  const { code, isAuthoritative, answer, authority } = readOutcome(reply);
  const isNegative = answer.size === 0;
  const hasSoa = [...authority.values()].some((record) => record.type === RecordType.SOA);
  return JSON.stringify([code, isAuthoritative, [...answer.keys()].sort(), isNegative && hasSoa]);
}

export interface Question {
  readonly name: string;
  readonly type: number;
}

/** Until all of the others answer all questions as the first does, whatever that is by then. */
export async function untilAgreed(
  [first, ...others]: readonly [AskedServer, ...AskedServer[]],
  questions: readonly Question[],
  withinMs = 20_000,
): Promise<void> {
  let differing: string[] = [];
  const agree = async () => {
    differing = [];
    for (const { name, type } of questions) {
      const expected = await answerOf(first, name, type);
      for (const server of others) {
        const found = await answerOf(server, name, type);
        if (found !== expected || found === undefined) {
          differing.push(`${name} ${type}: ${server.name} ${found}, ${first.name} ${expected}`);
        }
      }
      if (differing.length > 0) return false;
    }
    return true;
  };
  await until('all answer alike', agree, withinMs).catch((cause: unknown) => {
    throw new Error(differing.join('\n'), { cause });
  });
}

/** Until all of them say of each name that it is there, without an address. */
export async function untilEmpty(servers: readonly AskedServer[], names: readonly string[]): Promise<void> {
  const empty = JSON.stringify([0, true, [], true]);
  for (const server of servers) {
    for (const name of names) {
      let found: string | undefined;
      const isEmpty = async () => {
        found = await answerOf(server, name, RecordType.A);
        return found === empty;
      };
      await until(`${server.name} has no address of ${name}`, isEmpty).catch((cause: unknown) => {
        throw new Error(`${server.name} says ${found} of ${name}`, { cause });
      });
    }
  }
}
