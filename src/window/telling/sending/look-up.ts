// Host names of receivers -> addresses, by our own resolver: the system's would block one of the few threads that the whole process
// shares for files as long as a name server is silent.

import type { LookupFunction } from 'node:net';
import type { Family, HostOutcome } from '../../../hosts/host-outcome.ts';

export interface HostLookup {
  lookUp(host: string, families: ReadonlySet<Family>): Promise<HostOutcome>;
}

const both: ReadonlySet<Family> = new Set<Family>([4, 6]);

export function lookUpWith(resolver: HostLookup): LookupFunction {
  return (host, { all, family }, callback) => {
    void findAddresses(resolver, host, family === 4 || family === 6 ? new Set([family]) : both).then(
      (found) => {
        const [first] = found.addresses;
        if (first === undefined) callback(new Error(found.problem), '', 4);
        else if (all === true) callback(null, [...found.addresses]);
        else callback(null, first.address, first.family);
      },
    );
  };
}

async function findAddresses(resolver: HostLookup, host: string, families: ReadonlySet<Family>) {
  const outcome = [...(await resolver.lookUp(host, families)).values()];
  const addresses = outcome.flatMap((one) =>
    one.kind === 'found' ? one.addresses.map(({ text, family }) => ({ address: text, family })) : [],
  );
  const failed = outcome.find((one) => one.kind === 'failed');
  const problem =
    failed === undefined ? 'its name has no address' : `its name cannot be looked up: ${failed.reason}`;
  return { addresses, problem };
}
