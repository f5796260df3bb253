// States what cannot be otherwise. A broken invariant is a bug in this program: it throws, the process
// dies and the service manager starts it anew, which beats answering from a state nobody understands.

export function invariant(condition: unknown, fact: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${fact}`);
}
