// Probes a target by opening a TCP connection and closing it. Never throws, never leaves a socket behind.

import { connect } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { classifyError, type Outcome, type Probe } from './outcome.ts';
import type { Target } from './target.ts';

/**
 * A refusal resets our SYN and reads ECONNREFUSED. These say that the connection was complete, and broken by the other
 * side before we looked: the target accepts, and its verdict must not hang on who was faster.
 */
const brokenAfterwardsCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

export function createTcpProbe(clock: Clock): Probe<Target> {
  return (target, timeoutMs, report) => {
    const startedMs = clock.monotonicMs();
    const socket = connect({ host: target.address.text, port: target.port, autoSelectFamily: false });
    let isOpen = true;
    let callOffTimeout = clock.after(timeoutMs, () => {
      // When this process itself was held up, the timer fires before the connection that was ready long ago is
      // seen. One more round of the event loop sees it, and the target is not blamed for our delay.
      callOffTimeout = clock.after(0, () =>
        finish({ kind: 'failure', reason: 'timeout', detail: 'no answer' }),
      );
    });

    function close(): void {
      isOpen = false;
      callOffTimeout();
      socket.destroy();
    }
    function finish(outcome: Outcome): void {
      if (!isOpen) return;
      close();
      report(outcome);
    }

    const succeed = () => finish({ kind: 'success', tookMs: clock.monotonicMs() - startedMs });

    socket.once('connect', succeed);
    // Stays after the probe has ended: a socket that is being destroyed may still have something to complain of.
    socket.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      if (brokenAfterwardsCodes.has(code)) succeed();
      else finish(classifyError(code));
    });
    return close;
  };
}
