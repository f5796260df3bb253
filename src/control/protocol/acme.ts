// What `/v1/acme/set` and `/v1/acme/clear` ask and answer: texts by which a certificate authority sees that a name is ours.
// Refuses to know where they are kept.

import {
  list,
  number,
  object,
  optional,
  text,
  textThat,
  wholeNumber,
  word,
} from '../../base/value-reader.ts';
import { isOperatorName } from './overrides.ts';

export interface AcmeSetBody {
  /** The name of the certificate, or that of its challenge. */
  readonly name: string;
  readonly text: string;
  /** After how long it goes by itself. */
  readonly forSeconds?: number | undefined;
  /** What the client calls its user. */
  readonly as?: string | undefined;
}

export interface AcmeClearBody {
  readonly name: string;
  /** Absent: all that were set at the name. */
  readonly text?: string | undefined;
  readonly as?: string | undefined;
}

export interface AcmeChallenge {
  /** With its final dot. */
  readonly name: string;
  /** All that are served there now. */
  readonly texts: readonly string[];
  /** The zone that it is in, and the serial under which it is served. */
  readonly zone: string;
  readonly serial: number;
  /** When the one that was set goes by itself; absent after a clear. */
  readonly untilSeconds?: number | undefined;
}

export const acmeProblems = ['no-zone', 'refused', 'failed'] as const;

export interface AcmeProblem {
  readonly problem: (typeof acmeProblems)[number];
  readonly error: string;
}

/** A name has at most 255 octets, and more as text. */
const nameLengthMax = 1024;
/** RFC 8555 §8.4: 43 characters of base64url. Anything printable, so that other authorities may have other ways. */
const textPattern = /^[\x21-\x7e]{1,255}$/;
/** Longer ones belong into the configuration. */
export const acmeForSecondsMax = 7 * 86_400;

export function isChallengeText(given: string): boolean {
  return textPattern.test(given);
}

const challengeText = textThat(isChallengeText, '1 to 255 printable characters without a space');
const fields = {
  name: textThat(({ length }) => length <= nameLengthMax, `a string of at most ${nameLengthMax} characters`),
  as: optional(textThat(isOperatorName, 'a user name')),
};

export const readAcmeSetBody = object<AcmeSetBody>(
  { ...fields, text: challengeText, forSeconds: optional(wholeNumber(1, acmeForSecondsMax)) },
  'refused',
);
export const readAcmeClearBody = object<AcmeClearBody>(
  { ...fields, text: optional(challengeText) },
  'refused',
);

export const readAcmeChallenge = object<AcmeChallenge>({
  name: text,
  texts: list(text),
  zone: text,
  serial: number,
  untilSeconds: optional(number),
});

export const readAcmeProblem = object<AcmeProblem>({ problem: word(acmeProblems), error: text });
