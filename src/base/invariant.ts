// States what must be true. A broken invariant is a bug in this program: it throws, the process dies and the service manager
// restarts it, which is better than answering from a state that nobody understands.

export function invariant(condition: unknown, fact: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${fact}`);
}
