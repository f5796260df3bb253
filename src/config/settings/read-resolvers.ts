// Whom to ask for the addresses of hosts. Refuses to know whether they answer.

import { quote } from '../../base/quote.ts';
import { type Endpoint, parseEndpointOr, printEndpoint } from '../../wire/endpoint.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';
import { isOurs, type Listen } from './read-listen.ts';

const flag = 'resolver';
const defaultPort = 53;
/** As many as resolv.conf(5) may name. Each that is dead delays every lookup. */
const resolversMax = 3;

export function readResolvers(values: RawValues, listen: Listen, findings: Findings): readonly Endpoint[] {
  const raw = values.get(flag);
  if (raw === undefined) return [];
  const resolvers = new Map<string, Endpoint>();
  for (const text of raw.texts) {
    const endpoint = parseEndpointOr(text.trim(), defaultPort);
    if (endpoint === undefined) {
      const why = 'is not an address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53';
      findings.error(flag, `${quote(text)} ${why}${from(flag, raw)}`);
    } else if (isOurs(endpoint, listen)) {
      const why = 'is where this server itself listens, which looks up nothing for others; name a resolver';
      findings.error(flag, `${printEndpoint(endpoint)} ${why}${from(flag, raw)}`);
    } else resolvers.set(printEndpoint(endpoint), endpoint);
  }
  if (resolvers.size > resolversMax)
    findings.error(flag, `is given ${resolvers.size} times; at most ${resolversMax} are allowed`);
  return [...resolvers.values()];
}
