// Chance as the rest of the program may see it: injected, so that a test can repeat what happened.

/** A number from 0 (included) to 1 (excluded). */
export type Random = () => number;
