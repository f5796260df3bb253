// Zone -> signed zone, and change -> signed change. Signs what is new or due for renewal, and keeps every other signature.
// Refuses to know when it is called and who serves the result.

import { setImmediate } from 'node:timers/promises';
import { invariant } from '../base/invariant.ts';
import type { Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { ZoneChange } from '../zone/build-zone.ts';
import { NodeMap } from '../zone/node-map.ts';
import { type SignedNode, soaOf, type Zone, type ZoneSecurity } from '../zone/zone.ts';
import { type DenialLink, linkNames, linkOf, relinkNames } from './denial-chain.ts';
import { renewAheadSeconds } from './find-renewals.ts';
import { type Assignment, NodeSigner } from './node-signer.ts';
import { apexRRsets, apexSigningTypes, type SigningSettings } from './signing-settings.ts';

export {
  dueForRenewal,
  expiredOf,
  firstExpirySeconds,
  nextRenewalSeconds,
  signatureEnds,
} from './find-renewals.ts';

/** Keeps the four threads of libuv's pool busy, without making a change wait behind thousands of names. */
const namesInFlight = 8;
/** Checking so many names whose signatures are kept takes a millisecond or two. */
const namesPerTurn = 256;

/** Signs a whole zone, and keeps the signatures of `previous`, an earlier version of it, that are still good. */
export async function signZone(
  unsigned: Zone,
  settings: SigningSettings,
  nowSeconds: number,
  previous?: Pick<Zone, 'nodes' | 'security'>,
): Promise<Zone> {
  const zone = withApexRRsets(unsigned, settings);
  const links = await linkNames(settings.kind, zone);
  const names = [...zone.nodes.names()];
  const signed = await signNames({ zone, settings, nowSeconds, previous }, names, (name) => links.get(name));
  return { ...zone, security: { kind: settings.kind, nodes: new NodeMap(signed), order: [...links.keys()] } };
}

/** `change` was made to the signed zone `previous`: signs the names that changed, the apex among them. */
export function signChange(
  change: ZoneChange,
  previous: Zone,
  settings: SigningSettings,
  nowSeconds: number,
): Promise<ZoneChange> {
  return signNamed(change, { previous, settings, nowSeconds, aheadSeconds: 0 });
}

/** Renews, under a new serial, what is due or soon will be at `names`, which come from `dueForRenewal`. */
export function renew(
  zone: Zone,
  names: readonly Name[],
  settings: SigningSettings,
  nowSeconds: number,
  serial: number,
): Promise<ZoneChange> {
  const apexNode = (zone.nodes.get(zone.apex) ?? []).map((rrset) =>
    rrset.type === RecordType.SOA ? soaOf({ ...zone, serial }) : rrset,
  );
  const change = {
    zone: { ...zone, serial, nodes: zone.nodes.with(new Map([[zone.apex, apexNode]])) },
    names,
  };
  return signNamed(change, { previous: zone, settings, nowSeconds, aheadSeconds: renewAheadSeconds });
}

interface ChangeContext {
  readonly previous: Zone;
  readonly settings: SigningSettings;
  readonly nowSeconds: number;
  readonly aheadSeconds: number;
}

async function signNamed(change: ZoneChange, context: ChangeContext): Promise<ZoneChange> {
  const { previous, settings } = context;
  const { security } = previous;
  invariant(security?.kind === settings.kind, 'the zone before a signed change was signed the same way');
  const zone = withApexRRsets(change.zone, settings);
  if (change.isReshaped) return await signReshaped({ ...change, zone }, security, context);
  const names = [...new Set([...change.names, zone.apex])];
  const signed = await signNames({ ...context, zone }, names, (name) => {
    const denial = security.nodes.get(name)?.denial;
    return denial === undefined ? undefined : linkOf(denial);
  });
  return { zone: { ...zone, security: { ...security, nodes: security.nodes.with(signed) } }, names };
}

/** The chain differs as well, where names came and went. */
async function signReshaped(
  change: ZoneChange,
  security: ZoneSecurity,
  context: ChangeContext,
): Promise<ZoneChange> {
  const { zone } = change;
  const { kind, nodes, order } = security;
  invariant(order !== undefined, 'a zone that we signed has its chain in order');
  const chain = relinkNames(kind, zone, order, change.names);
  const names = [...new Set([...change.names, ...chain.names, zone.apex])];
  const present = names.filter((name) => zone.nodes.get(name) !== undefined);
  const gone = new Set(names.filter((name) => zone.nodes.get(name) === undefined));
  const signed = await signNames({ ...context, zone }, present, chain.findLink);
  return {
    ...change,
    zone: { ...zone, security: { kind, nodes: nodes.with(signed, gone), order: chain.order } },
    names,
  };
}

/** The zone with the keys of `settings` instead of any others. */
function withApexRRsets(zone: Zone, settings: SigningSettings): Zone {
  const before = zone.nodes.get(zone.apex) ?? [];
  const own = apexRRsets(settings, zone.apex, zone.timing);
  const node = [...before.filter(({ type }) => !apexSigningTypes.has(type)), ...own];
  return { ...zone, nodes: zone.nodes.with(new Map([[zone.apex, node]])) };
}

/** Signed nodes in the order of the names; threads finish in another. */
async function signNames(
  assignment: Assignment,
  names: readonly Name[],
  findLink: (name: Name) => DenialLink | undefined,
): Promise<ReadonlyMap<Name, SignedNode>> {
  const signer = new NodeSigner(assignment);
  const signed: (readonly [Name, SignedNode])[] = [];
  // Shared by all workers, each of which goes on with the next name.
  const queue = names.entries();
  const work = async () => {
    for (const [index, name] of queue) {
      if (index % namesPerTurn === namesPerTurn - 1) await setImmediate();
      signed[index] = [name, await signer.sign(name, findLink(name))];
    }
  };
  await Promise.all(Array.from({ length: namesInFlight }, work));
  return new Map(signed);
}
