// The memory behind the rules that all answering threads share. Made once, when the program starts; threads are given it and
// look at it through views of their own.

export interface SharedRules {
  /** Set by the main thread when it ends the threads; nothing else is shared yet. */
  readonly words: SharedArrayBuffer;
}

export function shareRules(): SharedRules {
  return { words: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
}
