// The memory behind the rules that all answering threads share. Made once, when the program starts; threads are given it and
// look at it through views of their own.

import { shareCookieSecrets } from './cookie-secrets.ts';
import { createDebtWords } from './debt-words.ts';
import { createLimitedWords } from './limited-networks.ts';

export interface SharedRules {
  /** See cookie-secrets.ts. */
  readonly cookieSecrets: SharedArrayBuffer;
  /** What networks owe for replies: see reply-debts.ts. */
  readonly debts: SharedArrayBuffer;
  /** Whose replies were limited: see limited-networks.ts. */
  readonly limited: SharedArrayBuffer;
}

export function shareRules(): SharedRules {
  return { ...shareUnlimited(), debts: createDebtWords() };
}

/** For those who limit no replies, which takes a megabyte. */
export function shareUnlimited(): SharedRules {
  return {
    cookieSecrets: shareCookieSecrets(),
    debts: new SharedArrayBuffer(0),
    limited: createLimitedWords(),
  };
}
