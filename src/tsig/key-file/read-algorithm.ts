// The algorithm of a key as key files name it: `hmac-sha256`, or with the bits that a signature may be cut to,
// `hmac-sha256-128`.

import { fail, type Result, succeed } from '../../base/result.ts';
import { shortestMac, traitsOf } from '../algorithm-traits.ts';
import { type TsigAlgorithm, tsigAlgorithms } from '../tsig-key.ts';

export interface Algorithm {
  readonly algorithm: TsigAlgorithm;
  readonly macOctetsMin?: number;
}

const usable = tsigAlgorithms.filter((algorithm) => algorithm !== 'hmac-sha1').join(', ');
/** What others know, too weak or too rare to be here. Names of anything else are not repeated: they could be secrets. */
const refused = /^(?:hmac-md5(?:\.sig-alg\.reg\.int\.?)?|hmac-sha224|gss-tsig)(?:-\d{1,4})?$/;

/** The problem is a sentence whose subject is the file. */
export function readAlgorithm(text: string): Result<Algorithm, string> {
  const word = text.toLowerCase().replace(/\.$/, '');
  const [, base, bits] = /^(hmac-sha\d{1,3})(?:-(\d{1,4}))?$/.exec(word) ?? [];
  const algorithm = tsigAlgorithms.find((known) => known === base);
  if (algorithm === undefined) {
    const what = refused.test(word) ? `the algorithm ${word}` : 'an unknown algorithm';
    return fail(`has ${what} here; use one of ${usable}, as "healthy-dns tsig-keygen" does`);
  }
  if (bits === undefined) return succeed({ algorithm });
  const traits = traitsOf({ algorithm });
  const octets = Number(bits) / 8;
  const isPossible = Number.isInteger(octets) && octets >= shortestMac(traits) && octets <= traits.macOctets;
  if (isPossible) return succeed({ algorithm, macOctetsMin: octets });
  const range = `${shortestMac(traits) * 8} to ${traits.macOctets * 8}`;
  return fail(`cuts signatures of ${algorithm} to ${bits} bits here; possible are ${range}, in steps of 8`);
}
