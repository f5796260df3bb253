// What a thread's death means: the process ends, and the service manager starts another.

/** Whatever killed it is a bug. Thrown where nobody can catch it, so that the process reports it and dies. */
export function dieWithThread(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
