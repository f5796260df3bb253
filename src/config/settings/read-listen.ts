// Where to listen, and which engine answers UDP there. Refuses to know whether an address is available.

import type { Endpoint } from '../../wire/endpoint.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { Findings } from '../findings/finding.ts';
import type { ScalarReader } from '../sources/read-scalars.ts';
import { defaultUdpWorkers } from './guess-udp-workers.ts';

export interface Listen {
  readonly endpoints: readonly Endpoint[];
  /** Nobody chose the addresses, so that it is no error when this machine lacks one of the families. */
  readonly isDefault: boolean;
}

export const udpEngines = ['auto', 'batch', 'dgram'] as const;

export interface UdpSettings {
  readonly engine: (typeof udpEngines)[number];
  /** 0: on the main thread, which only the dgram engine does. */
  readonly workers: number;
}

const defaultAddresses: readonly IpAddress[] = [
  { family: 6, text: '::' },
  { family: 4, text: '0.0.0.0' },
];

/** Each costs about ten megabytes; anything busier needs a second machine. */
const workersMax = 64;

export function readListen(scalars: ScalarReader): Listen {
  const port = scalars.number('port', { min: 0, max: 65_535, isWhole: true, noun: 'port number' }, 53_053);
  const addresses = scalars.addresses('listen');
  const endpoints = (addresses ?? defaultAddresses).map((address) => ({ address, port }));
  return { endpoints, isDefault: addresses === undefined };
}

/** As far as the configuration tells: which other addresses this machine has is not known here. */
export function isOurs({ address, port }: Endpoint, { endpoints }: Listen): boolean {
  return endpoints.some(
    (own) =>
      own.port === port &&
      (own.address.text === address.text || (isAny(own.address) && isOfThisMachine(address, own.address))),
  );
}

function isAny({ text }: IpAddress): boolean {
  return text === '0.0.0.0' || text === '::';
}

/** "::" is bound to IPv6 only. */
function isOfThisMachine({ family, text }: IpAddress, any: IpAddress): boolean {
  return family === any.family && (family === 4 ? /^127\.|^0\.0\.0\.0$/.test(text) : /^::1?$/.test(text));
}

export function readUdp(scalars: ScalarReader, findings: Findings): UdpSettings {
  const engine = scalars.word('udp-engine', udpEngines, 'auto');
  const workers = scalars.number(
    'udp-workers',
    { min: 0, max: workersMax, isWhole: true, noun: 'whole number' },
    engine === 'dgram' ? 0 : defaultUdpWorkers(),
  );
  if (engine === 'batch' && workers === 0)
    findings.error('udp-workers', 'is 0, but the batch engine needs a thread of its own; give at least 1');
  if (engine === 'dgram' && workers > 0)
    findings.error(
      'udp-workers',
      `is ${workers}, but the dgram engine runs on the main thread; leave the flag out`,
    );
  return { engine, workers };
}
