// Sets and clears the texts by which certificate authorities see that a name is ours (RFC 8555 §8.4), for operators and hooks on
// this machine: no key, no rule, and each goes by itself. Refuses to know how it was asked.

import type { ByteString } from '../base/byte-string.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { AcmeChallenge, AcmeClearBody, AcmeProblem, AcmeSetBody } from '../control/protocol/acme.ts';
import { claimOn } from '../publishing/name-claims.ts';
import { explainNameProblem } from '../wire/explain-name-problem.ts';
import {
  findAtOrAbove,
  type Name,
  parseName,
  prependLabel,
  printName,
  type RelativeName,
  relativeTo,
} from '../wire/name.ts';
import { RecordType, ResponseCode } from '../wire/protocol.ts';
import { type Rdata, txtRdata } from '../wire/rdata.ts';
import { readTxt } from '../wire/read-rdata.ts';
import type { Judged, OpenZone } from './batch.ts';
import { printRefusal } from './refusal.ts';
import type { UpdateLog } from './update-log.ts';
import type { Updater } from './updater.ts';

/** Orders are valid for hours, but authorities look within minutes; a hook that dies leaves its text for this long. */
const lifeSeconds = 3600;
/** Authorities ask anew each time; a resolver between may keep it for this long. */
const ttlSeconds = 30;
/** In each zone: a certificate of a hundred names needs as many at once. The refusal names it. */
const recordsMax = 1000;
/** What it holds while it waits. */
const requestOctets = 1024;
const challengeLabel = '_acme-challenge';

export interface AcmeHandDependencies {
  readonly updater: Pick<Updater, 'request' | 'isServed' | 'serialOf'>;
  readonly log: UpdateLog;
}

type Answer = Result<AcmeChallenge, AcmeProblem>;

export class AcmeHand {
  readonly #with: AcmeHandDependencies;

  constructor(dependencies: AcmeHandDependencies) {
    this.#with = dependencies;
  }

  set({ name, text, forSeconds = lifeSeconds }: AcmeSetBody): Promise<Answer> {
    const rdata = txtRdata([text as ByteString]);
    return this.#change(name, ({ draft, nowSeconds }, owner) => {
      const untilSeconds = nowSeconds + forSeconds;
      draft.add(
        { owner, type: RecordType.TXT, ttlSeconds, rdata },
        { by: undefined, atSeconds: nowSeconds, untilSeconds },
      );
      return untilSeconds;
    });
  }

  /** One text, or all that were set at the name; those of keys stay. */
  clear({ name, text }: AcmeClearBody): Promise<Answer> {
    const wanted = text === undefined ? undefined : txtRdata([text as ByteString]);
    return this.#change(name, ({ draft }, owner) => {
      const { origins = [] } = draft.at(owner)?.get(RecordType.TXT) ?? {};
      for (const [rdata, { by }] of [...origins])
        if (by === undefined && (wanted ?? rdata) === rdata) draft.remove(owner, RecordType.TXT, rdata);
      return undefined;
    });
  }

  async #change(
    text: string,
    act: (zone: OpenZone, owner: RelativeName) => number | undefined,
  ): Promise<Answer> {
    const { updater, log } = this.#with;
    const found = this.#find(text);
    if (!found.ok) return fail({ problem: 'no-zone', error: found.problem });
    const { name, apex } = found.value;
    const owner = relativeTo(apex, name);
    let texts: readonly string[] = [];
    let untilSeconds: number | undefined;
    const outcome = await updater.request({
      apex,
      by: undefined,
      octets: requestOctets,
      make(zone): Judged {
        const claim = claimOn(zone.group.config, owner);
        if (claim !== undefined)
          return { kind: 'refused', code: ResponseCode.REFUSED, refusal: { kind: claim, owner } };
        if (zone.draft.at(owner)?.has(RecordType.CNAME))
          return { kind: 'refused', code: ResponseCode.REFUSED, refusal: { kind: 'aliased', owner } };
        untilSeconds = act(zone, owner);
        texts = [...(zone.draft.at(owner)?.get(RecordType.TXT)?.origins.keys() ?? [])].map(printText);
        return { kind: 'done', recordsMax };
      },
    });
    log.tell(outcome, { apex });
    switch (outcome.kind) {
      case 'done':
        return succeed({
          name: printName(name),
          texts,
          zone: printName(apex),
          serial: updater.serialOf(apex) ?? 0,
          ...(untilSeconds !== undefined && { untilSeconds }),
        });
      case 'refused': {
        const error =
          outcome.refusal === undefined
            ? `there is no zone for ${printName(name)}`
            : printRefusal(outcome.refusal, apex);
        return fail({ problem: 'refused', error });
      }
      case 'failed':
        return fail({ problem: 'failed', error: outcome.reason });
    }
  }

  /** `*.example.com` and `example.com` have the same challenge, and a name may be given with its label or without. */
  #find(text: string): Result<{ readonly name: Name; readonly apex: Name }, string> {
    const bare = text.replace(/^\*\./, '');
    if (bare === '') return fail('the name is empty; write that of the certificate, such as www.example.com');
    const parsed = parseName(bare);
    if (!parsed.ok) return fail(explainNameProblem(text, parsed.problem));
    const isWhole = parsed.value.startsWith(String.fromCharCode(challengeLabel.length) + challengeLabel);
    const name = isWhole ? parsed.value : prependLabel(challengeLabel, parsed.value);
    const apex = findAtOrAbove(name, (above) => this.#with.updater.isServed(above));
    if (apex === undefined) return fail(`${printName(parsed.value)} is in none of our zones`);
    return succeed({ name, apex });
  }
}

function printText(rdata: Rdata): string {
  return (readTxt(rdata) ?? []).join('');
}
