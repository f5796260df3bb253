// What stands at one name of a zone -> its signatures and its denial record. A signature of before is kept when it says
// the same by the same keys and is not due.

import { invariant } from '../base/invariant.ts';
import { readRrsig, readRrsigTimes } from '../wire/dnssec-rdata.ts';
import type { Name } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { areRRsetsEqual, type RRset } from '../wire/rrset.ts';
import { findRRset, type SignedNode, type Zone } from '../zone/zone.ts';
import { type DenialLink, makeDenial } from './denial-chain.ts';
import { signRRset } from './sign-rrset.ts';
import { deriveSignatureTimes, type SignatureTimes, untilRenewal, validityOf } from './signature-times.ts';
import { keysFor, type SigningSettings } from './signing-settings.ts';

export interface Assignment {
  readonly zone: Zone;
  readonly settings: SigningSettings;
  readonly nowSeconds: number;
  readonly previous?: Zone | undefined;
  /** Also signs anew what will be due within this time. */
  readonly aheadSeconds?: number;
}

/** RRSIGs, and what they were made of. */
interface Signed {
  readonly rrset: RRset | undefined;
  readonly signatures: RRset | undefined;
}

const nothingSigned: SignedNode = { signatures: new Map(), denial: undefined };

export class NodeSigner {
  readonly #assignment: Assignment;
  readonly #times: SignatureTimes;
  readonly #denialTtlSeconds: number;
  /** Tags are not unique: a signature of before is one of our key only if the zone of before had that very key. */
  readonly #knownKeys: ReadonlySet<Rdata>;

  constructor(assignment: Assignment) {
    const { previous } = assignment;
    const { timing, apex } = assignment.zone;
    this.#assignment = assignment;
    this.#times = deriveSignatureTimes(timing);
    // RFC 9077 §3: what a negative answer may be cached for.
    this.#denialTtlSeconds = Math.min(timing.minimumSeconds, timing.apexTtlSeconds);
    this.#knownKeys = new Set(previous && findRRset(previous, apex, RecordType.DNSKEY)?.rdatas);
  }

  /** Without a link it is an empty non-terminal, at which there is nothing to sign. */
  async sign(name: Name, link: DenialLink | undefined): Promise<SignedNode> {
    const { zone, settings, previous } = this.#assignment;
    const node = zone.nodes.get(name) ?? [];
    if (link === undefined) {
      invariant(node.length === 0, 'a name with records has a link in the chain');
      return nothingSigned;
    }
    const before = previous?.security?.nodes.get(name);
    const denial = makeDenial(settings.kind, link, node, this.#denialTtlSeconds);
    const [denialSignatures, ...signatures] = await Promise.all([
      this.#keepOrSign(link.owner, denial, before?.denial),
      ...node.map((rrset) =>
        this.#keepOrSign(name, rrset, {
          rrset: previous && findRRset(previous, name, rrset.type),
          signatures: before?.signatures.get(rrset.type),
        }),
      ),
    ]);
    invariant(denialSignatures !== undefined, 'the denial record was signed');
    return {
      signatures: new Map(node.map(({ type }, index) => [type, signatures[index] as RRset])),
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
      validity: validityOf(this.#times, owner, rrset.type, nowSeconds),
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
