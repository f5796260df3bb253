// Probes a target by opening a TCP connection and closing it. Never throws, never leaves a socket behind.

import type { Clock } from '../../base/clock.ts';
import { classifyError, type Probe } from '../outcome.ts';
import type { Target } from '../target.ts';
import { Attempt, connectTo } from './attempt.ts';

/**
 * A refusal resets our SYN and reads ECONNREFUSED. These codes mean that the connection was complete, and broken by the other
 * side before we looked: the target accepts, and its verdict must not depend on who was faster.
 */
const brokenAfterwardsCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

export function createTcpProbe(clock: Clock): Probe<Target> {
  return (target, timeoutMs, report) => {
    const socket = connectTo(target);
    const attempt = new Attempt(socket, clock, timeoutMs, report);
    socket.once('connect', () => attempt.succeed());
    // Stays after the probe has ended: a socket that is being destroyed may still emit an error.
    socket.on('error', ({ code = 'unknown', syscall }: NodeJS.ErrnoException) => {
      if (brokenAfterwardsCodes.has(code)) attempt.succeed();
      else attempt.finish(classifyError(code, syscall));
    });
    return () => attempt.close();
  };
}
