// Which text the values below a path were read from, and where in it each of them stands. Refuses to know in which language
// the text is written.

/** Keys and indexes from the top of a text, or from the value of a flag, down to a value. */
export type Steps = readonly (string | number)[];

/** A value to be found in a text. */
export interface Spot {
  readonly steps: Steps;
  /** The key of the value; without it, the value itself, or the key where the value is a list or a mapping. */
  readonly isKey: boolean;
}

/** Something that an operator wrote in one piece. */
export interface WrittenText {
  /** A file, a flag or a variable. */
  readonly source: string;
  readonly text: string;
  /** Where each of the values stands, or the nearest of those around it; all at once, because it takes a walk over the text. */
  findOffsets(spots: readonly Spot[]): readonly number[];
}

export interface Origin {
  readonly written: WrittenText;
  /** From the top of the text down to the value in question. */
  readonly base: Steps;
}
