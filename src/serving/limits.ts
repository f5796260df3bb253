// How long a reply may be on each road.

/** The roads differ in how long a reply may be: over UDP the client has a say (RFC 6891), over TCP the format. */
export type Transport = 'udp' | 'tcp';

/** Larger datagrams risk fragments, which get lost and can be forged (the DNS flag day of 2020 settled on 1232). */
export const datagramOctetsMax = 1232;
export const messageOctetsMax = 65_535;
export function replyOctetsMax(transport: Transport): number {
  return transport === 'udp' ? datagramOctetsMax : messageOctetsMax;
}
