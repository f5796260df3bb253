// The servers to measure, in the order of the table's columns; the first one is ours.

import { bind } from './bind.ts';
import { gdnsd } from './gdnsd.ts';
import { healthyDns } from './healthy-dns.ts';
import { knot } from './knot.ts';
import { nsd } from './nsd.ts';
import type { Peer } from './peer.ts';

export const allPeers: readonly Peer[] = [healthyDns, gdnsd, knot, nsd, bind];
