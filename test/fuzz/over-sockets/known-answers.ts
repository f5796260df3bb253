// Good queries for the daemon under attack, in turn, and what the slow reference answerer says to each.

import { isDeepStrictEqual } from 'node:util';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import type { Name } from '../../../src/wire/name.ts';
import { decodeReply } from '../../support/dns/decode-reply.ts';
import { type EdnsSettings, encodeName, makeQuery } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { ReferenceAnswerer, type ReferenceReply } from '../../support/dns/reference-answerer.ts';
import { decideBy } from '../../support/worlds/verdicts.ts';

export const attackedNames: readonly string[] = [
  'example.test',
  'www.example.test',
  'ns1.example.test',
  'big.example.test',
  'x.wild.example.test',
  'leaf.empty.example.test',
  'empty.example.test',
  'down.example.test',
  '_http._tcp.example.test',
  'y.services.example.test',
  'missing.example.test',
  'elsewhere.test',
];
const types = [1, 28, 2, 6, 16, 33];
const variants: readonly (EdnsSettings | undefined)[] = [undefined, { payload: 1232 }, { payload: 512 }];

interface Known {
  readonly query: Buffer;
  readonly right: readonly ReferenceReply[];
}

export class KnownAnswers {
  readonly #known: readonly Known[];
  #next = 0;

  /** `serial`: that of the zone that is served. */
  constructor(serial: number) {
    const reference = new ReferenceAnswerer(
      buildZones(
        configureFuzzedZone(),
        decideBy(() => false),
        serial,
      ),
    );
    this.#known = attackedNames.flatMap((name) =>
      types.flatMap((type) => {
        const replies = reference.answer(encodeName(name).toString('latin1') as Name, type);
        return variants.map((edns) => ({
          query: makeQuery(name, { type, ...(edns && { edns }) }),
          right:
            edns === undefined ? replies.map((reply) => ({ ...reply, extendedError: undefined })) : replies,
        }));
      }),
    );
  }

  /** The next one, with this id. */
  draw(id: number): { readonly query: Buffer; faultOf(reply: Buffer): string | undefined } {
    const known = this.#known[this.#next++ % this.#known.length];
    if (known === undefined) throw new Error('nothing is known');
    const query = Buffer.from(known.query);
    query.writeUInt16BE(id);
    return { query, faultOf: (reply) => faultOf(known, reply) };
  }
}

/** Where there was no room, only what there is must be right. */
function faultOf({ right }: Known, reply: Buffer): string | undefined {
  const { code, isAuthoritative, isTruncated, answer, authority, additional } = decodeReply(reply);
  const isRight = right.some((known) => {
    const isSame = code === known.code && isAuthoritative === known.isAuthoritative;
    const isWhole =
      isTruncated ||
      (isDeepStrictEqual(answer, known.answer) && isDeepStrictEqual(authority, known.authority));
    return isSame && isWhole && [...additional].every((record) => known.additional.has(record));
  });
  return isRight
    ? undefined
    : `a wrong answer to a good query: ${[code, ...answer, '|', ...authority].join(', ')}`;
}
