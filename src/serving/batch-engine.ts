// UDP in batches, on worker threads: each has a socket of its own on every address that we bind ourselves (the kernel
// spreads the queries), and all share the sockets that are inherited.

import { networkInterfaces } from 'node:os';
import type { Snapshot } from '../answers/snapshot.ts';
import { bytesOf } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import { fail, succeed } from '../base/result.ts';
import {
  askForDestination,
  bindDatagram,
  ignorePathMtu,
  listensEverywhere,
} from '../linux/datagram-socket.ts';
import type { Libc } from '../linux/libc.ts';
import { readSocketPlace } from '../linux/socket-address.ts';
import { type IpAddress, readIpAddress } from '../wire/ip-address.ts';
import { addressRdata } from '../wire/rdata.ts';
import type { CounterTable } from './counters.ts';
import type { UdpEngine, UdpSocket } from './udp-engine.ts';
import { startUdpWorkers, type UdpWorkers } from './udp-workers.ts';

export interface BatchEnginePlan {
  readonly libc: Libc;
  readonly snapshot: Snapshot;
  readonly counters: CounterTable;
  readonly workerCount: number;
  readonly onDeath: (error: Error) => void;
}

/** A link-local address means nothing without its interface, `fe80::1%eth0`. */
function withInterface(address: IpAddress, scope: number): IpAddress {
  if (scope === 0) return address;
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const isThere = addresses.some((one) => one.family === 'IPv6' && one.scopeid === scope);
    if (isThere) return { family: 6, text: `${address.text}%${name}` };
  }
  return address;
}

export function createBatchEngine({
  libc,
  snapshot,
  counters,
  workerCount,
  onDeath,
}: BatchEnginePlan): UdpEngine {
  /** For each socket the file descriptors: one for every worker, which may all be the same. */
  const descriptors = new Map<UdpSocket, readonly number[]>();
  let workers: UdpWorkers | undefined;
  /** Changes of the workers, one after the other; stopping comes behind the last one and is final. */
  let changing: Promise<unknown> = Promise.resolve();
  let isStopped = false;

  async function change(wanted: readonly UdpSocket[]): Promise<void> {
    if (isStopped) return;
    const sockets = Array.from({ length: workerCount }, (_, worker) =>
      wanted.map((socket) => {
        const fd = descriptors.get(socket)?.[worker];
        invariant(fd !== undefined, 'a socket of this engine has a descriptor for every worker');
        return fd;
      }),
    );
    // The new ones read from the sockets that stay before the old ones let go: nothing waits, nothing is lost.
    const before = workers;
    workers = await startUdpWorkers({ libc, sockets, snapshot, counters, onDeath });
    await before?.close();
  }

  function add(fds: readonly number[], family: 4 | 6, ownsThem: boolean): UdpSocket {
    const [first] = fds;
    const place = first === undefined ? undefined : readSocketPlace(libc, first);
    invariant(place !== undefined, 'a bound socket has an address');
    for (const fd of new Set(fds)) {
      ignorePathMtu(libc, fd, family);
      if (listensEverywhere(libc, fd)) askForDestination(libc, fd, family);
    }
    const added: UdpSocket = {
      protocol: 'udp',
      endpoint: { address: withInterface(readIpAddress(place.octets), place.scope), port: place.port },
      async close() {
        descriptors.delete(added);
        if (ownsThem) for (const fd of fds) libc.close(fd);
      },
    };
    descriptors.set(added, fds);
    return added;
  }

  return {
    name: 'batch',
    workerCount,
    async open(endpoint) {
      const fds: number[] = [];
      let { port } = endpoint;
      for (let worker = 0; worker < workerCount; worker++) {
        const bound = bindDatagram(libc, { octets: bytesOf(addressRdata(endpoint.address)), port });
        if (!bound.ok) {
          for (const fd of fds) libc.close(fd);
          return fail({ protocol: 'udp', endpoint, code: bound.problem });
        }
        fds.push(bound.value);
        port = readSocketPlace(libc, bound.value)?.port ?? port;
      }
      return succeed(add(fds, endpoint.address.family, true));
    },
    async adopt(fd, family) {
      return succeed(
        add(
          Array.from({ length: workerCount }, () => fd),
          family,
          false,
        ),
      );
    },
    serve(wanted) {
      const served = changing.then(() => change(wanted));
      changing = served;
      return served;
    },
    movedOn() {
      // Behind changes of the workers, in which old ones finish what they have.
      return changing.then(() => workers?.movedOn());
    },
    findStuck() {
      return (workers?.findStuck() ?? []).map((worker) => `UDP worker ${worker} does not move`);
    },
    async stop() {
      isStopped = true;
      await changing;
      await workers?.close();
      workers = undefined;
    },
  };
}
