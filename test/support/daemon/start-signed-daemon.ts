// A daemon with a key, whose replies are read strictly and verified as a validator would.

import { queryStrictly, type StrictReply, type Transport } from '../dns/ask-strictly.ts';
import type { QuerySettings } from '../dns/dns-client.ts';
import { type KeyFile, keyFile, signingFlags } from '../dns/key-file.ts';
import { splitLabels } from '../dns/plain-order.ts';
import { type TrustedZone, verifyReply } from '../dns/verify-reply.ts';
import { type WalkedMessage, type WalkedRecord, walkMessage } from '../dns/walk-message.ts';
import { startTestDaemon, type TestDaemon, type TestDaemonSettings } from './start-test-daemon.ts';

export interface SignedReply extends StrictReply {
  readonly walked: WalkedMessage;
  /** A validator's objections; not checked without the DO bit. */
  readonly complaints: readonly string[];
}

export interface SignedDaemon {
  readonly server: TestDaemon;
  readonly file: KeyFile;
  /** With the DO bit, unless `settings.edns` says otherwise. */
  ask(name: string, type: number, settings?: QuerySettings, transport?: Transport): Promise<SignedReply>;
  stop(): Promise<void>;
}

export async function startSignedDaemon(
  kind: 'nsec' | 'nsec3',
  settings: TestDaemonSettings = {},
  file: KeyFile = keyFile(),
): Promise<SignedDaemon> {
  const flags = { ...signingFlags(file, kind), ...settings.flags };
  const server = await startTestDaemon({ ...settings, flags });
  const zones: TrustedZone[] = server.daemon.zones.map(({ apex, nodes }) => ({
    apex,
    dnskeys: nodes.get(apex)?.find(({ type }) => type === 48)?.rdatas ?? [],
  }));
  return {
    server,
    file,
    async ask(name, type, given = {}, transport = 'tcp') {
      const query: QuerySettings = { edns: { dnssecOk: true }, ...given, type };
      const reply = await queryStrictly(transport, server.port, name, query);
      const walked = walkMessage(reply.octets);
      const asked = walked.questions[0]?.name ?? '';
      const zone = zones.find(({ apex }) => asked.endsWith(apex));
      const isSigned = query.edns?.dnssecOk === true && zone !== undefined && !reply.isTruncated;
      const now = Math.floor(Date.now() / 1000);
      const complaints = isSigned ? verifyReply(reply.octets, { name: asked, type }, zone, now) : [];
      return { ...reply, walked, complaints };
    },
    stop: () => server.stop(),
  };
}

/** Each record of a section as `owner type`, owners in dotted text; a signature as `owner RRSIG(type covered)`. */
export function outlineOf({ walked, octets }: SignedReply, section: WalkedRecord['section']): string[] {
  return walked.records
    .filter((record) => record.section === section && record.type !== 41)
    .map(({ owner, type, dataStart }) => {
      const shown = type === 46 ? `RRSIG(${octets.readUInt16BE(dataStart)})` : String(type);
      return `${splitLabels(owner).join('.')} ${shown}`;
    });
}

/** The data of the records of a type in a section. */
export function datasOf(
  { walked, octets }: SignedReply,
  section: WalkedRecord['section'],
  type: number,
): Buffer[] {
  return walked.records
    .filter((record) => record.section === section && record.type === type)
    .map(({ dataStart, end }) => octets.subarray(dataStart, end));
}
