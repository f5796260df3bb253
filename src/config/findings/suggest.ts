// "Did you mean": the known word closest to a misspelt one.

/** A word may differ in a third of its letters; beyond that, a suggestion would be a guess. */
const differenceShareMax = 1 / 3;
/** What begins a word may lack more, as "alias" of "aliases", but not half of it. */
const beginningShareMin = 2 / 3;

export function suggestWord(misspelt: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(misspelt.length * differenceShareMax)) + 1;
  for (const word of known) {
    if (bestDistance > 1 && isBeginning(misspelt, word)) {
      best = word;
      bestDistance = 1;
      continue;
    }
    // The difference in length is a lower bound: it spares most of a hundred thousand names, and any megabyte, a closer look.
    if (Math.abs(word.length - misspelt.length) >= bestDistance) continue;
    const distance = editDistance(misspelt.toLowerCase(), word.toLowerCase());
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

function isBeginning(text: string, word: string): boolean {
  return text.length >= word.length * beginningShareMin && word.toLowerCase().startsWith(text.toLowerCase());
}

export function didYouMean(misspelt: string, known: Iterable<string>): string {
  return askWhether(suggestWord(misspelt, known));
}

/** The end of a message: `; did you mean "port"?`, or nothing. */
export function askWhether(word: string | undefined): string {
  return word === undefined ? '' : `; did you mean "${word}"?`;
}

/** Insertions, deletions, replacements and swaps of neighbours (Damerau-Levenshtein, restricted). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let distance = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && isSwap) distance = Math.min(distance, (beforeLast[column - 2] ?? 0) + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
