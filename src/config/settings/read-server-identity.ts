// What this server tells about itself: its name (RFC 4892, RFC 5001) and its version, if the operator sets them.

import { quote } from '../../base/quote.ts';
import { serverIdOctetsMax } from '../../wire/protocol.ts';
import type { Findings } from '../findings/finding.ts';
import type { FlagName } from '../sources/flags.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';

export interface ServerIdentity {
  /** `hostname`: that of the machine, whatever it is then. */
  readonly id: Uint8Array | 'hostname' | undefined;
  readonly version: Uint8Array | undefined;
}

const nothing = 'none';
const hostname = 'hostname';
/** As people see it in a terminal: no control characters, and one octet for each character. */
const printablePattern = /^[\x20-\x7e]+$/;
const hexPattern = /^0x((?:[0-9a-f]{2})+)$/i;

export function readServerIdentity(values: RawValues, findings: Findings): ServerIdentity {
  const id = readText('server-id', values, findings);
  return {
    id: id?.toLowerCase() === hostname ? hostname : readOctets('server-id', id, values, findings),
    version: readOctets('server-version', readText('server-version', values, findings), values, findings),
  };
}

/** Undefined where nothing is to be said. */
function readText(name: FlagName, values: RawValues, findings: Findings): string | undefined {
  const raw = values.get(name);
  const text = raw?.texts[0]?.trim();
  if (raw === undefined || text === undefined || text.toLowerCase() === nothing) return undefined;
  if (text !== '') return text;
  findings.error(name, `is empty; "${nothing}" answers nothing${from(name, raw)}`);
  return undefined;
}

function readOctets(
  name: FlagName,
  text: string | undefined,
  values: RawValues,
  findings: Findings,
): Uint8Array | undefined {
  const raw = values.get(name);
  if (text === undefined || raw === undefined) return undefined;
  const [, hex] = hexPattern.exec(text) ?? [];
  if (hex === undefined && !printablePattern.test(text)) {
    const why = 'has characters that are not printable ASCII; write octets as 0x6e7331';
    findings.error(name, `${quote(text)} ${why}${from(name, raw)}`);
    return undefined;
  }
  const octets = Uint8Array.from(hex === undefined ? Buffer.from(text, 'latin1') : Buffer.from(hex, 'hex'));
  if (octets.length <= serverIdOctetsMax) return octets;
  findings.error(
    name,
    `has ${octets.length} octets; at most ${serverIdOctetsMax} are allowed, so that every reply has room for it${from(name, raw)}`,
  );
  return undefined;
}
