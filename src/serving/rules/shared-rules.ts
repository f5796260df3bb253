// The memory behind the rules that all answering threads share. Made once, when the program starts; threads are given it and
// look at it through views of their own.

import { shareCookieSecrets } from './cookie-secrets.ts';

export interface SharedRules {
  /** See cookie-secrets.ts. */
  readonly cookieSecrets: SharedArrayBuffer;
}

export function shareRules(): SharedRules {
  return { cookieSecrets: shareCookieSecrets() };
}
