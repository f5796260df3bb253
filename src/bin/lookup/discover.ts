// `healthy-dns discover`: where name servers say that a service is now, for people or as JSON.

import { ServiceDiscoveryError, type ServiceEndpoint } from '../../discovery/dns-service-discovery.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { type LookupFlags, openDiscovery } from './open-discovery.ts';
import { printService } from './print-service.ts';

export async function discover(name: string, flags: LookupFlags, asJson: boolean): Promise<number> {
  const discovery = openDiscovery(name, flags);
  if (!discovery.ok) {
    for (const problem of discovery.problem) process.stderr.write(`error: ${problem}\n`);
    return ExitCode.usage;
  }
  let endpoints: readonly ServiceEndpoint[];
  try {
    endpoints = await discovery.value.discoverService(name);
  } catch (error) {
    if (!(error instanceof ServiceDiscoveryError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return error.code === 'NO_SUCH_SERVICE' ? ExitCode.noSuchService : ExitCode.lookupFailed;
  }
  process.stdout.write(asJson ? `${JSON.stringify(endpoints, undefined, 2)}\n` : printService(endpoints));
  return ExitCode.ok;
}
