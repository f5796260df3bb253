// Whether a request has a token: behind "Bearer", as programs send it, or as the password of "Basic", for which browsers ask.
// Refuses to know the tokens themselves.

import { createHash, timingSafeEqual } from 'node:crypto';

const credentialsPattern = /^(bearer|basic) +([\w.~+/-]{1,1024}=*) *$/i;

/** Has a browser ask for it. Without Bearer: Chromium looks at the first way in of a line, and programs know theirs. */
export const challenge = 'Basic realm="healthy-dns", charset="UTF-8"';

/** Takes the same time whichever token it is, and however much of it is right: digests are compared, and all of them. */
export function hasToken(authorization: string | undefined, digests: readonly string[]): boolean {
  const presented = readToken(authorization);
  if (presented === undefined) return false;
  const digest = createHash('sha256').update(presented).digest();
  let isKnown = false;
  for (const known of digests) {
    const octets = Buffer.from(known, 'base64');
    if (octets.length === digest.length && timingSafeEqual(octets, digest)) isKnown = true;
  }
  return isKnown;
}

function readToken(authorization = ''): string | undefined {
  const [, scheme = '', credentials = ''] = credentialsPattern.exec(authorization) ?? [];
  if (scheme === '') return undefined;
  if (scheme.toLowerCase() === 'bearer') return credentials;
  // The name is whatever a person typed.
  const pair = Buffer.from(credentials, 'base64').toString();
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
