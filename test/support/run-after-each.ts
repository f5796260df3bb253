// Cleans up what single tests started, however they end: called in a `describe`, it returns the function that registers
// what to do when the running test is over.

export type AtEnd = (act: () => unknown) => void;

export function runAfterEach(): AtEnd {
  let acts: (() => unknown)[] = [];
  afterEach(async () => {
    // Last in, first out: clients before the server that they are connected to.
    const due = acts.reverse();
    acts = [];
    for (const act of due) await act();
  });
  return (act) => {
    acts.push(act);
  };
}
