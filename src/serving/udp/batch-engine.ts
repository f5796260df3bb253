// UDP in batches, on worker threads that live as long as the engine: each has a socket of its own on every address that we
// bind ourselves (the kernel spreads the queries), and all share the sockets that are inherited.

import { networkInterfaces } from 'node:os';
import { bytesOf } from '../../base/byte-string.ts';
import { invariant } from '../../base/invariant.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import {
  askForDestination,
  bindDatagram,
  forbidFragments,
  listensEverywhere,
} from '../../linux/datagram-socket.ts';
import type { Libc } from '../../linux/libc.ts';
import { readSocketPlace } from '../../linux/socket-address.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import { type IpAddress, readIpAddress } from '../../wire/ip-address.ts';
import { addressRdata } from '../../wire/rdata.ts';
import type { CounterRow } from '../counters.ts';
import type { Desk } from '../desk.ts';
import type { BoundPlace } from './batch-place.ts';
import { LateDatagrams } from './late-datagrams.ts';
import type { UdpEngine, UdpSocket } from './udp-engine.ts';
import { startUdpWorkers, type UdpWorkerPlan } from './udp-workers.ts';

/** A link-local address means nothing without its interface, `fe80::1%eth0`; the kernel takes its number as well. */
function withInterface(address: IpAddress, scope: number): IpAddress {
  if (scope === 0) return address;
  return { family: 6, text: `${address.text}%${nameOfInterface(scope) ?? scope}` };
}

/** Undefined in the service, too, which may not use netlink: libuv calls that an error. */
function nameOfInterface(scope: number): string | undefined {
  try {
    const found = Object.entries(networkInterfaces()).find(([, addresses = []]) =>
      addresses.some((one) => one.family === 'IPv6' && one.scopeid === scope),
    );
    return found?.[0];
  } catch {
    return undefined;
  }
}

export interface BatchEnginePlan extends Omit<UdpWorkerPlan, 'desk' | 'onHandedOver'> {
  readonly desk: Desk;
  /** The counters of this thread. */
  readonly mainRow: CounterRow;
}

interface OpenSocket {
  readonly number: number;
  /** One for every worker, which may all be the same. */
  readonly fds: readonly number[];
  readonly bound: BoundPlace;
}

/** Its workers serve nothing yet; the problem is a sentence. */
export async function createBatchEngine(plan: BatchEnginePlan): Promise<Result<UdpEngine, string>> {
  const { libc, workerCount, desk, mainRow } = plan;
  const late = new LateDatagrams(libc, desk, mainRow);
  const started = await startUdpWorkers({ ...plan, desk: desk.words, onHandedOver: late.attend });
  if (!started.ok) return started;
  const workers = started.value;
  const descriptors = new Map<UdpSocket, OpenSocket>();
  let served: ReadonlySet<UdpSocket> = new Set();
  let serving: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | undefined;

  function add(fds: readonly number[], family: 4 | 6, ownsThem: boolean): UdpSocket {
    const [first] = fds;
    const place = first === undefined ? undefined : readSocketPlace(libc, first);
    invariant(first !== undefined && place !== undefined, 'a bound socket has an address');
    const bound: BoundPlace = { octets: new Uint8Array(place.octets), port: place.port };
    const number = late.add(first, bound);
    for (const fd of new Set(fds)) {
      forbidFragments(libc, fd, family);
      if (listensEverywhere(libc, fd)) askForDestination(libc, fd, family);
    }
    const added: UdpSocket = {
      protocol: 'udp',
      endpoint: { address: withInterface(readIpAddress(place.octets), place.scope), port: place.port },
      async close() {
        descriptors.delete(added);
        late.remove(number);
        if (ownsThem) for (const fd of fds) libc.close(fd);
      },
    };
    descriptors.set(added, { number, fds, bound });
    return added;
  }

  return succeed({
    name: 'batch',
    workerCount,
    threads: workers.threads,
    async open(endpoint) {
      const bound = bindForEach(libc, workerCount, endpoint);
      if (!bound.ok) return fail({ protocol: 'udp', endpoint, code: bound.problem });
      return succeed(add(bound.value, endpoint.address.family, true));
    },
    async adopt(fd, family) {
      const fds = Array.from({ length: workerCount }, () => fd);
      return succeed(add(fds, family, false));
    },
    serve(wanted) {
      if (stopping !== undefined || haveSame(served, wanted)) return serving;
      served = new Set(wanted);
      serving = workers.serve(
        Array.from({ length: workerCount }, (_, worker) =>
          wanted.map((socket) => {
            const { number, fds, bound } = descriptors.get(socket) ?? {};
            const fd = fds?.[worker];
            const isOurs = number !== undefined && bound !== undefined && fd !== undefined;
            invariant(isOurs, 'a socket of this engine has a descriptor for every worker');
            return { number, fd, bound };
          }),
        ),
      );
      return serving;
    },
    movedOn: () => workers.movedOn(),
    apply: (policy) => workers.apply(policy),
    stop: () => (stopping ??= workers.close()),
  });
}

/** A socket for each worker, all of them on one port: the kernel spreads the clients over them (SO_REUSEPORT). */
function bindForEach(libc: Libc, workerCount: number, { address, port }: Endpoint): Result<number[], string> {
  const fds: number[] = [];
  let shared = port;
  for (let worker = 0; worker < workerCount; worker++) {
    const bound = bindDatagram(libc, { octets: bytesOf(addressRdata(address)), port: shared });
    if (!bound.ok) {
      for (const fd of fds) libc.close(fd);
      return bound;
    }
    fds.push(bound.value);
    shared = readSocketPlace(libc, bound.value)?.port ?? shared;
  }
  return succeed(fds);
}

function haveSame(served: ReadonlySet<UdpSocket>, wanted: readonly UdpSocket[]): boolean {
  return served.size === wanted.length && wanted.every((socket) => served.has(socket));
}
