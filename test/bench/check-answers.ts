// A server that answers wrong is not measured: before a workload starts, it must answer one query of every kind in it.

import { type QuerySettings, queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import type { RunningServer } from './run-server.ts';
import type { Question, Workload } from './workloads.ts';

const typeCodes = { A: 1, NS: 2, SOA: 6, AAAA: 28 } as const;
const responseCodes = { NOERROR: 0, NXDOMAIN: 3 } as const;

export async function checkAnswers(
  server: RunningServer,
  { transport, flags }: Workload,
  questions: readonly Question[],
): Promise<void> {
  const kinds = new Map(questions.map((question) => [`${question.type} ${question.code}`, question]));
  const ask = transport === 'udp' ? queryUdp : queryTcp;
  const wantsDnssec = flags.includes('-D');
  const settings: QuerySettings =
    flags.includes('-e') || wantsDnssec ? { edns: { dnssecOk: wantsDnssec } } : {};
  for (const { name, type, code, answers } of kinds.values()) {
    const reply = await ask(server.port, name, { ...settings, type: typeCodes[type] });
    const isRight = reply.code === responseCodes[code] && reply.counts[1] >= answers && reply.isAuthoritative;
    if (isRight && (wantsDnssec || reply.counts[1] === answers)) continue;
    throw new Error(
      `${server.peer.name} answers ${name} ${type} with code ${reply.code} and ${reply.counts[1]} records`,
    );
  }
}
