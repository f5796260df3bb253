// The parts that the data of each type is made of, in their order.

import { RecordType } from '../protocol.ts';
import { ipv4Part, ipv6Part } from './address-parts.ts';
import { caaTagPart } from './caa-tag-part.ts';
import { hardwareAddressPart } from './hardware-address-part.ts';
import { locationPart } from './location-part.ts';
import { namePart } from './name-part.ts';
import {
  constantPart,
  durationPart,
  mnemonicPart,
  uint8Part,
  uint16Part,
  uint32Part,
} from './number-parts.ts';
import { base64Part, digestPart, hexPart } from './octet-parts.ts';
import type { RdataFormat } from './rdata-part.ts';
import {
  algorithmNumbers,
  certificateTypes,
  dsDigestOctets,
  sshfpDigestOctets,
} from './security-mnemonics.ts';
import { serviceParametersPart } from './service-parameters-part.ts';
import { nextHashPart, saltPart, timePart, typeCoveredPart, typesPart } from './signer-parts.ts';
import { quotedTargetPart, stringPart, stringsPart, valuePart } from './text-parts.ts';

const algorithmPart = mnemonicPart('algorithm', 1, algorithmNumbers);
// RFC 4034 §5.3, RFC 7344 §3.1. With algorithm 0 a CDS asks to take the DS records away (RFC 8078 §4).
const dsParts: RdataFormat = [
  uint16Part('key tag'),
  algorithmPart,
  digestPart('digest type', 'digest', dsDigestOctets),
];
// RFC 4034 §2.2, RFC 7344 §3.2
const dnskeyParts: RdataFormat = [
  uint16Part('flags'),
  constantPart('protocol', 3),
  algorithmPart,
  base64Part('public key'),
];
// RFC 6698 §2.2, RFC 8162 §2
const tlsaParts: RdataFormat = [
  uint8Part('certificate usage'),
  uint8Part('selector'),
  uint8Part('matching type'),
  hexPart('certificate association'),
];
// RFC 5155 §4.3
const nsec3Parameters: RdataFormat = [
  uint8Part('hash algorithm'),
  uint8Part('flags'),
  uint16Part('iterations'),
  saltPart,
];

// RFC 9460 §2.2
const svcbParts: RdataFormat = [uint16Part('priority'), namePart('target'), serviceParametersPart];

export const rdataFormats: ReadonlyMap<number, RdataFormat> = new Map<number, RdataFormat>([
  // RFC 1035 §3.3, §3.4
  [RecordType.A, [ipv4Part]],
  [RecordType.NS, [namePart('name server')]],
  [RecordType.CNAME, [namePart('target')]],
  [
    RecordType.SOA,
    [
      namePart('primary'),
      namePart('mailbox'),
      uint32Part('serial'),
      durationPart('refresh'),
      durationPart('retry'),
      durationPart('expire'),
      durationPart('minimum'),
    ],
  ],
  // Whose names have a canonical form (RFC 4034 §6.2) must be known, also of the types that nobody uses any more.
  [RecordType.MB, [namePart('host')]],
  [RecordType.MG, [namePart('mailbox')]],
  [RecordType.MR, [namePart('mailbox')]],
  [RecordType.PTR, [namePart('target')]],
  [RecordType.HINFO, [stringPart('CPU'), stringPart('operating system')]],
  [RecordType.MINFO, [namePart('responsible mailbox'), namePart('mailbox for errors')]],
  [RecordType.MX, [uint16Part('preference'), namePart('exchange')]],
  [RecordType.TXT, [stringsPart('text')]],
  // RFC 1183 §1, §2.2
  [RecordType.RP, [namePart('mailbox'), namePart('name of the text')]],
  [RecordType.AFSDB, [uint16Part('subtype'), namePart('host')]],
  // RFC 1183 §3.3, RFC 2163 §4, RFC 2230 §3
  [RecordType.RT, [uint16Part('preference'), namePart('intermediate host')]],
  [RecordType.PX, [uint16Part('preference'), namePart('RFC 822 domain'), namePart('X.400 domain')]],
  [RecordType.KX, [uint16Part('preference'), namePart('exchanger')]],
  // RFC 3596 §2
  [RecordType.AAAA, [ipv6Part]],
  [RecordType.LOC, [locationPart]],
  // RFC 2782
  [RecordType.SRV, [uint16Part('priority'), uint16Part('weight'), uint16Part('port'), namePart('target')]],
  // RFC 3403 §4. The regular expression is kept as octets: who applies it judges it.
  [
    RecordType.NAPTR,
    [
      uint16Part('order'),
      uint16Part('preference'),
      stringPart('flags'),
      stringPart('services'),
      stringPart('regular expression'),
      namePart('replacement'),
    ],
  ],
  // RFC 4398 §2.2
  [
    RecordType.CERT,
    [
      mnemonicPart('type', 2, certificateTypes),
      uint16Part('key tag'),
      algorithmPart,
      base64Part('certificate'),
    ],
  ],
  // RFC 6672 §2.1
  [RecordType.DNAME, [namePart('target')]],
  [RecordType.DS, dsParts],
  // RFC 4255 §3.2
  [
    RecordType.SSHFP,
    [uint8Part('algorithm'), digestPart('fingerprint type', 'fingerprint', sshfpDigestOctets)],
  ],
  // RFC 4034 §3.2, §4.2
  [
    RecordType.RRSIG,
    [
      typeCoveredPart,
      algorithmPart,
      uint8Part('labels'),
      uint32Part('original TTL'),
      timePart('expiration'),
      timePart('inception'),
      uint16Part('key tag'),
      namePart('signer'),
      base64Part('signature'),
    ],
  ],
  [RecordType.NSEC, [namePart('next name'), typesPart]],
  [RecordType.DNSKEY, dnskeyParts],
  // RFC 4701 §3.2
  [RecordType.DHCID, [base64Part('digest')]],
  [RecordType.NSEC3, [...nsec3Parameters, nextHashPart, typesPart]],
  [RecordType.NSEC3PARAM, nsec3Parameters],
  [RecordType.TLSA, tlsaParts],
  [RecordType.SMIMEA, tlsaParts],
  [RecordType.CDS, dsParts],
  [RecordType.CDNSKEY, dnskeyParts],
  // RFC 7929 §2.3
  [RecordType.OPENPGPKEY, [base64Part('key')]],
  [RecordType.SVCB, svcbParts],
  [RecordType.HTTPS, svcbParts],
  // RFC 4408 §3.1.1: what TXT replaced
  [RecordType.SPF, [stringsPart('text')]],
  [RecordType.EUI48, [hardwareAddressPart(6)]],
  [RecordType.EUI64, [hardwareAddressPart(8)]],
  // RFC 7553 §4.4
  [RecordType.URI, [uint16Part('priority'), uint16Part('weight'), quotedTargetPart]],
  // RFC 8659 §4.1.1
  [RecordType.CAA, [uint8Part('flags'), caaTagPart, valuePart]],
]);
