// "https" and "svcb" in an entry of --zone-resolutions: how to reach a service (RFC 9460), with hints that follow the health
// of its host. Refuses to know which names there are.

import { type ByteString, readByteString, uint16 } from '../../base/byte-string.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/parse-json.ts';
import type { RelativeName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import { alpnValue, ServiceParameter, type ServiceParameters } from '../../wire/svcb-rdata.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { portRange, uint16Range } from '../sources/read-scalars.ts';
import { readTarget } from './read-target.ts';
import { hintedOwner, type ServiceBinding } from './service-binding.ts';
import type { WrittenHost } from './written-names.ts';
import type { ZoneSet } from './zone-set.ts';

export const bindingKeys = ['priority', 'target', 'alpn', 'no_default_alpn', 'port', 'ech', 'hints'] as const;

export const bindingTypes = { https: RecordType.HTTPS, svcb: RecordType.SVCB } as const;

export interface BindingsAt {
  readonly owner: RelativeName;
  readonly zones: ZoneSet;
  readonly ttlSeconds: number | undefined;
}

export interface WrittenBinding {
  readonly binding: ServiceBinding;
  readonly path: string;
  /** Must have addresses. */
  readonly host: WrittenHost | undefined;
}

/** Clients try one after the other; nobody has more ways to one service. */
const bindingsMax = 100;
/** RFC 9460 §7.1.1: protocol names such as `h2` have an octet for their length. */
const protocolOctetsMax = 255;
const protocolsMax = 32;
const echPattern = /^[A-Za-z0-9+/]+={0,2}$/;
/** Far more than a list of keys takes. */
const echCharactersMax = 16_384;
const form = '{"priority": 1, "alpn": ["h2"], "hints": "healthy"}';

export function readBindings(
  path: string,
  type: number,
  json: Json,
  at: BindingsAt,
  findings: Findings,
): WrittenBinding[] {
  if (isJsonObject(json)) return readBinding(path, type, json, at, findings);
  if (!isJsonArray(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an object such as ${form}, or an array of them`);
    return [];
  }
  if (json.length === 0) findings.error(path, 'is empty; write at least one, or leave it out');
  if (json.length > bindingsMax) {
    findings.error(path, `has ${json.length} records; at most ${bindingsMax} are allowed`);
    return [];
  }
  const all = json.flatMap((item, index) => {
    const itemPath = printPath(path, index);
    if (isJsonObject(item)) return readBinding(itemPath, type, item, at, findings);
    findings.error(itemPath, `is ${kindOfJson(item)}; write an object such as ${form}`);
    return [];
  });
  // RFC 9460 §2.4.1: clients that see an alias ignore the others.
  if (all.length > 1 && all.some(({ binding }) => binding.priority === 0))
    findings.error(
      path,
      'has an alias (priority 0) among others, which clients then ignore; remove one kind',
    );
  return all;
}

function readBinding(
  path: string,
  type: number,
  json: JsonObject,
  { owner, zones, ttlSeconds }: BindingsAt,
  findings: Findings,
): WrittenBinding[] {
  const fields = new FieldReader(path, json, findings);
  const before = findings.errorCount;
  fields.refuseOthers(bindingKeys);
  const priority = fields.requiredNumber('priority', uint16Range);
  const written = json['target'] === '.' ? undefined : json['target'];
  const target = written === undefined ? undefined : readTarget(fields, written, zones, findings);
  const hasHints = fields.word('hints', ['healthy', 'none']) === 'healthy';
  if (priority === 0) refuseInAlias(fields);
  const parameters = readParameters(fields);
  if (priority === undefined || findings.errorCount > before) return [];
  const binding: ServiceBinding = {
    owner,
    type,
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    priority,
    ...(target === undefined ? {} : { target }),
    parameters,
    hasHints,
  };
  const hinted = hintedOwner(binding);
  if (hasHints && hinted === undefined) {
    fields.error('hints', 'are only known for a target in this zone; leave them out, or write "target": "."');
    return [];
  }
  const at = printPath(path, target === undefined ? 'hints' : 'target');
  const host = hinted === undefined ? undefined : { owner: hinted, path: at, text: String(written ?? '.') };
  return [{ binding, path, host }];
}

/** RFC 9460 §2.4.2: parameters of an alias are ignored. */
function refuseInAlias(fields: FieldReader): void {
  for (const key of bindingKeys)
    if (key !== 'priority' && key !== 'target' && fields.has(key))
      fields.error(key, 'has no effect with priority 0, which makes an alias of the target; leave it out');
  if (!fields.has('target')) fields.reject('target', 'name the host that the alias is for');
}

function readParameters(fields: FieldReader): ServiceParameters {
  const parameters = new Map<number, ByteString>();
  const protocols = readProtocols(fields);
  if (protocols.length > 0) parameters.set(ServiceParameter.ALPN, alpnValue(protocols));
  if (fields.isOn('no_default_alpn') === true) {
    if (protocols.length === 0) fields.error('no_default_alpn', 'needs "alpn" (RFC 9460 §7.1.1)');
    parameters.set(ServiceParameter.NO_DEFAULT_ALPN, '' as ByteString);
  }
  const port = fields.number('port', portRange);
  if (port !== undefined) parameters.set(ServiceParameter.PORT, uint16(port));
  const ech = fields.text('ech', echPattern, 'the keys in Base64');
  if (ech !== undefined && ech.length > echCharactersMax)
    fields.error('ech', `has ${ech.length} characters; at most ${echCharactersMax} are allowed`);
  else if (ech !== undefined)
    parameters.set(ServiceParameter.ECH, readByteString(Buffer.from(ech, 'base64')));
  return parameters;
}

function readProtocols(fields: FieldReader): ByteString[] {
  const written = fields.object['alpn'];
  if (written === undefined) return [];
  const list: readonly Json[] = isJsonArray(written) ? written : [written];
  if (list.length === 0 || list.length > protocolsMax) {
    fields.error('alpn', `has ${list.length} protocols; write 1 to ${protocolsMax}, such as ["h2"]`);
    return [];
  }
  return list.flatMap((item, index) => {
    const octets = typeof item === 'string' ? readByteString(Buffer.from(item, 'utf8')) : '';
    if (octets !== '' && octets.length <= protocolOctetsMax) return [octets];
    fields.error('alpn', `is ${kindOfJson(item)}; write a protocol such as "h2"`, index);
    return [];
  });
}
