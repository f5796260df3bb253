// A host whose addresses are to be looked up: its name, which family counts, and how they are checked. Refuses to know what
// the addresses are.

import type { Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { CheckPlan } from '../../health/deciding/check.ts';
import type { Host, HostSource } from '../../health/deciding/resolution.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { parseIpAddress } from '../../wire/ip-address.ts';
import { parseName, printName, rootName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import type { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { lacksSource } from './known-candidates.ts';

/** Of an item of "ips" that is looked up. */
export const hostKeys = ['host', 'family', 'check'] as const;

const families = [4, 6] as const;

/** `fields`: the object that the host stands in. */
export function readHost(
  fields: FieldReader,
  written: Json,
  plan: CheckPlan | undefined,
  findings: Findings,
  key: 'host' | 'alias' = 'host',
): HostSource | undefined {
  const host = readHostName(printPath(fields.path, key), written, findings);
  const own = key === 'host' ? readFamily(fields) : undefined;
  const probed = families.filter((family) => plan === undefined || !lacksSource(plan, { family }));
  if (own !== undefined && !probed.includes(own)) {
    fields.error('family', `is ${own}, but the check has no IPv${own} "source"; name one of each family`);
    return undefined;
  }
  if (host === undefined) return undefined;
  // An address that cannot be probed would never be published.
  const family = own ?? (probed.length === 1 ? probed[0] : undefined);
  return {
    host,
    ...(plan === undefined ? {} : { plan }),
    ...(family === undefined ? {} : { family }),
  };
}

function readFamily(fields: FieldReader): 4 | 6 | undefined {
  if (!fields.has('family')) return undefined;
  const family = families.find((candidate) => candidate === fields.object['family']);
  if (family === undefined) fields.reject('family', 'write 4 or 6, without quotes, or leave it out for both');
  return family;
}

function readHostName(path: string, written: Json, findings: Findings): Host | undefined {
  if (typeof written !== 'string') {
    findings.error(path, `is ${kindOfJson(written)}; write a name such as "app.example.net"`);
    return undefined;
  }
  const text = written.trim();
  const address = parseIpAddress(text);
  if (address !== undefined) {
    findings.error(path, `"${address.text}" is an address; list it in "ips" as it is`);
    return undefined;
  }
  const name = parseName(text);
  if (!name.ok) {
    findings.error(path, explainNameProblem(text, name.problem));
    return undefined;
  }
  if (name.value === rootName) {
    findings.error(
      path,
      `${quote(text)} is the root, which has no addresses; write a name such as "app.example.net"`,
    );
    return undefined;
  }
  const printed = printName(name.value);
  const isSingleLabel = printed.indexOf('.') === printed.length - 1;
  return isSingleLabel && text.endsWith('.') ? printed : printed.slice(0, -1);
}
