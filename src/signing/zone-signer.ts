// Zone -> signed zone, and change -> signed change. Signs what is new or due and takes over every other signature.
// Refuses to know when it is called and who serves the result.

import { setImmediate } from 'node:timers/promises';
import { invariant } from '../base/invariant.ts';
import type { Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { ZoneChange } from '../zone/build-zone.ts';
import { NodeMap } from '../zone/node-map.ts';
import { type SignedNode, soaOf, type Zone } from '../zone/zone.ts';
import { type DenialLink, linkNames, linkOf } from './denial-chain.ts';
import { renewAheadSeconds } from './find-renewals.ts';
import { type Assignment, NodeSigner } from './node-signer.ts';
import { apexRRsets, apexSigningTypes, type SigningSettings } from './signing-settings.ts';

export { dueForRenewal, expiredOf, nextRenewalSeconds } from './find-renewals.ts';

/** Enough to keep the four threads of libuv's pool busy, few enough that a change need not queue behind thousands. */
const namesInFlight = 8;
/** Looking at so many names whose signatures are kept takes a millisecond or two. */
const namesPerTurn = 256;

/** Signs all of a zone; what `previous`, the same zone as it was before, has signed already is taken over. */
export async function signZone(
  unsigned: Zone,
  settings: SigningSettings,
  nowSeconds: number,
  previous?: Zone,
): Promise<Zone> {
  const zone = withApexRRsets(unsigned, settings);
  const links = await linkNames(settings.kind, zone);
  const names = [...zone.nodes.names()];
  const signed = await signNames({ zone, settings, nowSeconds, previous }, names, (name) => links.get(name));
  return { ...zone, security: { kind: settings.kind, nodes: new NodeMap(signed) } };
}

/** `change` comes from the zone `previous`, which is signed: signs the names that changed, the apex among them. */
export function signChange(
  change: ZoneChange,
  previous: Zone,
  settings: SigningSettings,
  nowSeconds: number,
): Promise<ZoneChange> {
  return signNamed(change, { previous, settings, nowSeconds, aheadSeconds: 0 });
}

/** Signs anew what is due or soon will be at `names`, which come from `dueForRenewal`, under a new serial. */
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
  invariant(security?.kind === settings.kind, 'a signed change follows a zone that was signed the same way');
  const zone = withApexRRsets(change.zone, settings);
  const names = [...new Set([...change.names, zone.apex])];
  const signed = await signNames({ ...context, zone }, names, (name) => {
    const denial = security.nodes.get(name)?.denial;
    return denial === undefined ? undefined : linkOf(denial);
  });
  return { zone: { ...zone, security: { ...security, nodes: security.nodes.with(signed) } }, names };
}

/** The zone with the keys of `settings`, whichever it had before. */
function withApexRRsets(zone: Zone, settings: SigningSettings): Zone {
  const before = zone.nodes.get(zone.apex) ?? [];
  const own = apexRRsets(settings, zone.apex, zone.timing.apexTtlSeconds);
  const node = [...before.filter(({ type }) => !apexSigningTypes.has(type)), ...own];
  return { ...zone, nodes: zone.nodes.with(new Map([[zone.apex, node]])) };
}

/** The signed nodes in the order of the names, in which threads do not finish. */
async function signNames(
  assignment: Assignment,
  names: readonly Name[],
  findLink: (name: Name) => DenialLink | undefined,
): Promise<ReadonlyMap<Name, SignedNode>> {
  const signer = new NodeSigner(assignment);
  const signed: SignedNode[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < names.length; index = next++) {
      if (index % namesPerTurn === namesPerTurn - 1) await setImmediate();
      const name = names[index] as Name;
      signed[index] = await signer.sign(name, findLink(name));
    }
  };
  await Promise.all(Array.from({ length: namesInFlight }, work));
  return new Map(names.map((name, index) => [name, signed[index] as SignedNode]));
}
