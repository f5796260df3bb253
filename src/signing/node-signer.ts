// The RRsets at one name of a zone -> their signatures and the denial record. A previous signature is kept when it covers the
// same records, was made by the same keys and is not due for renewal.

import { invariant } from '../base/invariant.ts';
import { readRrsig, readRrsigTimes } from '../wire/dnssec-rdata.ts';
import type { Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { areRRsetsEqual, type RRset } from '../wire/rrset.ts';
import { findRRset, type SignedNode, type Zone } from '../zone/zone.ts';
import { denialTtlSeconds } from '../zone/zone-timing.ts';
import { type DenialLink, makeDenial } from './denial-chain.ts';
import { signRRset } from './sign-rrset.ts';
import {
  chooseValidity,
  deriveSignatureTimes,
  type SignatureTimes,
  untilRenewal,
} from './signature-times.ts';
import { keysFor, type SigningSettings } from './signing-settings.ts';

export interface Assignment {
  readonly zone: Zone;
  readonly settings: SigningSettings;
  readonly nowSeconds: number;
  readonly previous?: Pick<Zone, 'nodes' | 'security'> | undefined;
  /** Also renews signatures that will be due within this time. */
  readonly aheadSeconds?: number;
}

/** RRSIGs, and the RRset that they cover. */
interface Signed {
  readonly rrset: RRset | undefined;
  readonly signatures: RRset | undefined;
}

const nothingSigned: SignedNode = { signatures: new Map(), denial: undefined };

export class NodeSigner {
  readonly #assignment: Assignment;
  readonly #times: SignatureTimes;
  readonly #denialTtlSeconds: number;
  /** Key tags are not unique: a previous signature is by one of our keys only if the previous zone had that very key. */
  readonly #knownKeys: ReadonlySet<Rdata>;

  constructor(assignment: Assignment) {
    const { previous } = assignment;
    const { timing, apex, longestTtlSeconds } = assignment.zone;
    this.#assignment = assignment;
    this.#times = deriveSignatureTimes(timing, longestTtlSeconds);
    // RFC 9077 §3: for as long as a negative answer may be cached.
    this.#denialTtlSeconds = denialTtlSeconds(timing);
    this.#knownKeys = new Set(previous && findRRset(previous, apex, RecordType.DNSKEY)?.rdatas);
  }

  /** A name without a link is an empty non-terminal, with nothing to sign. */
  async sign(name: Name, link: DenialLink | undefined): Promise<SignedNode> {
    const { zone, previous } = this.#assignment;
    const node = zone.nodes.get(name) ?? [];
    if (link === undefined) {
      invariant(node.length === 0, 'a name with records has a link in the chain');
      return nothingSigned;
    }
    const before = previous?.security?.nodes.get(name);
    const own = zone.cuts.has(name) ? node.filter(({ type }) => type !== RecordType.NS) : node;
    const denial = makeDenial(link, node, own.length > 0, this.#denialTtlSeconds);
    const [denialSignatures, signatures] = await Promise.all([
      this.#keepOrSign(link.owner, denial, before?.denial),
      Promise.all(
        own.map(async (rrset) => {
          const signed = {
            rrset: previous && findRRset(previous, name, rrset.type),
            signatures: before?.signatures.get(rrset.type),
          };
          return [rrset.type, await this.#keepOrSign(name, rrset, signed)] as const;
        }),
      ),
    ]);
    return {
      signatures: new Map(signatures),
      denial: { owner: link.owner, rrset: denial, signatures: denialSignatures },
    };
  }

  async #keepOrSign(owner: Name, rrset: RRset, before: Signed | undefined): Promise<RRset> {
    const kept = this.#findKept(rrset, before);
    if (kept !== undefined) return kept;
    const { zone, settings, nowSeconds } = this.#assignment;
    return await signRRset({
      owner,
      rrset,
      signer: zone.apex,
      keys: keysFor(settings, rrset.type),
      validity: chooseValidity(this.#times, owner, rrset.type, nowSeconds),
    });
  }

  #findKept(rrset: RRset, before: Signed | undefined): RRset | undefined {
    if (before?.rrset === undefined || before.signatures === undefined) return undefined;
    if (!areRRsetsEqual(before.rrset, rrset)) return undefined;
    if (!this.#isByOurKeys(rrset.type, before.signatures)) return undefined;
    const { nowSeconds, aheadSeconds = 0 } = this.#assignment;
    const isDue = before.signatures.rdatas.some(
      (rdata) => untilRenewal(this.#times, readRrsigTimes(rdata), nowSeconds) <= aheadSeconds,
    );
    return isDue ? undefined : before.signatures;
  }

  #isByOurKeys(type: number, { rdatas }: RRset): boolean {
    const keys = keysFor(this.#assignment.settings, type);
    if (keys.length !== rdatas.length) return false;
    const signers = rdatas.map(readRrsig);
    return keys.every(
      ({ dnskey, keyTag, algorithm }) =>
        this.#knownKeys.has(dnskey) &&
        signers.some((signer) => signer.keyTag === keyTag && signer.algorithm === algorithm),
    );
  }
}
