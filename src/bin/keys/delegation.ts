// What to tell a registrar about a zone's keys: every field that its form may have, and the same as records.

import type { SigningKey } from '../../signing/signing-key.ts';
import { dsOf } from '../../signing/signing-settings.ts';
import { readDnskey, readDs } from '../../wire/dnssec-rdata.ts';
import { type Name, printName } from '../../wire/name.ts';
import { printRdata } from '../../wire/presentation/print-rdata.ts';
import { DigestType, printSecurityAlgorithm, RecordType } from '../../wire/protocol.ts';

export interface Delegation {
  readonly zone: string;
  readonly keyTag: number;
  readonly algorithm: number;
  readonly algorithmName: string;
  readonly digests: readonly DelegationDigest[];
  readonly flags: number;
  readonly protocol: number;
  /** Base64. */
  readonly publicKey: string;
  /** DS and DNSKEY records as in a zone file. */
  readonly records: readonly string[];
}

export interface DelegationDigest {
  readonly digestType: number;
  readonly digestName: string;
  /** Hexadecimal. */
  readonly digest: string;
}

/** Every parent accepts SHA-256 (RFC 8624 §3.3). */
const digestTypes = [
  [DigestType.SHA256, 'SHA-256'],
  [DigestType.SHA384, 'SHA-384'],
] as const;

export function describeDelegation(zone: Name, key: SigningKey): Delegation {
  const dsRdatas = digestTypes.map(([type]) => dsOf(zone, key, type));
  return {
    zone: printName(zone),
    keyTag: key.keyTag,
    algorithm: key.algorithm,
    algorithmName: printSecurityAlgorithm(key.algorithm),
    digests: dsRdatas.map((rdata, index) => ({
      digestType: readDs(rdata).digestType,
      digestName: digestTypes[index]?.[1] ?? '',
      digest: Buffer.from(readDs(rdata).digest, 'latin1').toString('hex').toUpperCase(),
    })),
    flags: key.flags,
    protocol: 3,
    publicKey: Buffer.from(readDnskey(key.dnskey).publicKey, 'latin1').toString('base64'),
    records: [
      ...dsRdatas.map((rdata) => `${printName(zone)}\tIN\tDS\t${printRdata(RecordType.DS, rdata)}`),
      `${printName(zone)}\tIN\tDNSKEY\t${printRdata(RecordType.DNSKEY, key.dnskey)}`,
    ],
  };
}

export function printDelegation(delegation: Delegation): string {
  const { zone, keyTag, algorithm, algorithmName, digests, flags, protocol, publicKey, records } = delegation;
  const rows: (readonly [string, string | number])[] = [
    ['Key tag', keyTag],
    ['Algorithm', `${algorithm} (${algorithmName})`],
    ...digests.flatMap(
      ({ digestType, digestName, digest }) =>
        [
          ['Digest type', `${digestType} (${digestName})`],
          ['Digest', digest],
        ] as const,
    ),
    ['Flags', `${flags} (KSK)`],
    ['Protocol', protocol],
    ['Public key', publicKey],
  ];
  const fields = rows.map(([label, value]) => `  ${label.padEnd(12)}${value}`);
  return `${[`${zone}, key ${keyTag}`, ...fields, '', ...records].join('\n')}\n`;
}
