// What completion may ask a running daemon for: what it serves and checks, or what an operator did to it.

export const liveWords = ['names', 'subjects', 'endpoints', 'drained', 'forced'] as const;
export type LiveWords = (typeof liveWords)[number];
