// SIGTERM and SIGINT: orders to stop.

export type StopSignal = 'SIGTERM' | 'SIGINT';

/** Resolves on the first one. Any further one kills the process, as usual, unless `onAgain` handles it. */
export function nextStopSignal(onAgain?: () => void): Promise<StopSignal> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (signal: StopSignal) => {
      if (isStopping) onAgain?.();
      isStopping = true;
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      if (onAgain === undefined) process.once(signal, resolve);
      else process.on(signal, stop);
    }
  });
}
