// Numbers of keys and certificates that may be written by name.

/** RFC 4034 §A.1 and what IANA has registered since, also algorithms that nobody should use: data may still name them. */
export const algorithmNumbers = {
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  'ECC-GOST': 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  INDIRECT: 252,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
};

/** RFC 4398 §2.1 */
export const certificateTypes = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
};

/** Octets of a digest by its type (RFC 4034 §A.2, RFC 4509, RFC 5933, RFC 6605). */
export const dsDigestOctets = { 1: 20, 2: 32, 3: 32, 4: 48 };

/** RFC 4255 §3.1.2, RFC 6594 §3.1 */
export const sshfpDigestOctets = { 1: 20, 2: 32 };
