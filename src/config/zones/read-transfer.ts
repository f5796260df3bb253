// The setting `transfer`, of the flags or of a zone -> who may have zones and who is told of changes.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { type Endpoint, parseEndpointOr, printEndpoint } from '../../wire/endpoint.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { didYouMean } from '../findings/suggest.ts';
import { isOurs, type Listen } from '../settings/read-listen.ts';
import { readPrefix } from '../settings/read-prefix.ts';
import { splitList } from '../sources/raw-value.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { portRange } from '../sources/read-scalars.ts';
import type { KeyUses } from './key-uses.ts';
import type { AllowedPeer, NotifiedPeer, TransferSettings } from './transfer-settings.ts';

export const transferKeys = ['allow', 'notify'] as const;
export const allowedKeys = ['address', 'key', 'tls'] as const;
export const notifiedKeys = ['address', 'port', 'key'] as const;

/** Each request is compared with every one of them. */
const allowedMax = 256;
/** Each is told of every change, and watched; larger fleets follow from secondaries of their own. */
const notifiedMax = 64;
const defaultPort = 53;
/** In `notify`: the name servers of the zone. */
const servers = 'ns';

export const transferExample = '{"allow": [{"key": "xfr."}, "192.0.2.54"], "notify": ["192.0.2.54"]}';

/** Shared by all places where it may be written. */
export interface TransferContext {
  readonly listen: Listen;
  readonly keyUses: KeyUses;
  readonly findings: Findings;
}

/** All of it: nothing that is left out comes from elsewhere. */
export function readTransfer(
  path: string,
  json: Json,
  context: TransferContext,
): TransferSettings | undefined {
  const { findings } = context;
  if (!isJsonObject(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an object such as ${transferExample}`);
    return undefined;
  }
  const fields = new FieldReader(path, json, findings);
  fields.refuseOthers(transferKeys);
  const allow = readList(fields, 'allow', allowedMax, context).flatMap(
    ({ at, item }) => readAllowed(at, item, context) ?? [],
  );
  const told = readList(fields, 'notify', notifiedMax, context);
  const notify = told
    .filter(({ item }) => item !== servers)
    .flatMap(({ at, item }) => readNotified(at, item, context) ?? []);
  const notifiesServers = told.some(({ item }) => item === servers);
  if (told.length > 0 && allow.length === 0)
    fields.warnIfSound('notify', 'tells of changes that "allow" lets nobody fetch; list there who may');
  return { allow, notify: withoutRepeats(notify), notifiesServers };
}

interface Item {
  readonly at: string;
  readonly item: Json;
}

/** A text may have commas, as everywhere; what is no list is a finding. */
function readList(
  fields: FieldReader,
  key: (typeof transferKeys)[number],
  max: number,
  { findings }: TransferContext,
): readonly Item[] {
  if (!fields.has(key)) return [];
  const json = fields.object[key] ?? null;
  const list = typeof json === 'string' ? splitList(json) : json;
  const path = printPath(fields.path, key);
  if (!isJsonArray(list)) {
    fields.reject(key, 'write a list such as ["192.0.2.54"]');
    return [];
  }
  if (list.length > max) {
    findings.error(path, `has ${list.length} entries; at most ${max} are allowed`);
    return [];
  }
  // A text has no places within.
  return list.map((item, index) => ({ at: list === json ? printPath(path, index) : path, item }));
}

function readAllowed(
  at: string,
  item: Json,
  { findings, keyUses }: TransferContext,
): AllowedPeer | undefined {
  const wayOut = 'write an address, a prefix such as "192.0.2.0/24", or {"key": "xfr."}';
  if (typeof item === 'string') {
    const prefix = readPrefix(at, item, wayOut, findings);
    return prefix && { prefix };
  }
  const fields = readFields(at, item, allowedKeys, wayOut, findings);
  if (fields === undefined) return undefined;
  const { address } = fields.object;
  if (address === undefined && !fields.has('key')) {
    if (!allowedKeys.some((key) => fields.isMeant(key)))
      findings.error(at, 'lets in everybody; give an "address", a "key", or both');
    return undefined;
  }
  const key = keyUses.read(fields, findings);
  const tls = fields.isOn('tls') === true ? ({ needsTls: true } as const) : {};
  if (address === undefined) return key && { key, ...tls };
  if (typeof address !== 'string') {
    fields.reject('address', 'write an address or a prefix in quotes');
    return undefined;
  }
  const prefix = readPrefix(printPath(at, 'address'), address, 'write an address or a prefix', findings);
  // Without the key that it names, the address alone would do.
  if (prefix === undefined || (fields.has('key') && key === undefined)) return undefined;
  return { prefix, ...(key && { key }), ...tls };
}

function readNotified(at: string, item: Json, context: TransferContext): NotifiedPeer | undefined {
  const { findings, keyUses } = context;
  const wayOut = 'write an address, "ns", or {"address": "192.0.2.54", "key": "xfr."}';
  if (typeof item === 'string') {
    const endpoint = parseEndpointOr(item.trim(), defaultPort);
    if (endpoint === undefined)
      findings.error(at, `${quote(item)} is no address; ${wayOut}${didYouMean(item, [servers])}`);
    else warnOfOurs(at, endpoint, context);
    return endpoint && { endpoint };
  }
  const fields = readFields(at, item, notifiedKeys, wayOut, findings);
  if (fields === undefined) return undefined;
  if (!fields.has('address')) fields.reject('address', 'write the address of a secondary');
  const address = fields.address('address');
  const port = fields.number('port', portRange) ?? defaultPort;
  const key = keyUses.read(fields, findings);
  if (address === undefined) return undefined;
  const endpoint = { address, port };
  warnOfOurs(printPath(at, 'address'), endpoint, context);
  return { endpoint, ...(key && { key }) };
}

function warnOfOurs(at: string, endpoint: Endpoint, { findings, listen }: TransferContext): void {
  if (isOurs(endpoint, listen))
    findings.warnIfSound(
      at,
      `${printEndpoint(endpoint)} is where this server itself listens; name a secondary`,
    );
}

function readFields(
  at: string,
  item: Json,
  keys: readonly string[],
  wayOut: string,
  findings: Findings,
): FieldReader | undefined {
  if (!isJsonObject(item)) {
    findings.error(at, `is ${kindOfJson(item)}; ${wayOut}`);
    return undefined;
  }
  const fields = new FieldReader(at, item, findings);
  fields.refuseOthers(keys);
  return fields;
}

/** The last of those for one endpoint: a secondary is told once. */
function withoutRepeats(peers: readonly NotifiedPeer[]): readonly NotifiedPeer[] {
  return [...new Map(peers.map((peer) => [printEndpoint(peer.endpoint), peer])).values()];
}
