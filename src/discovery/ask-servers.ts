// One question to all name servers until one answers: each round is more patient than the last, and a slow attempt goes on
// listening while the next server is asked.

import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { fail, type Result } from '../base/result.ts';
import type { Message } from '../wire/read-message.ts';
import { askServer } from './ask-server.ts';
import { type LookupProblem, problemOfEnd, worstOf } from './lookup-problem.ts';
import type { Question } from './make-query.ts';
import type { NameServers, ServerAddress } from './name-servers.ts';
import { Scope } from './scope.ts';
import type { Tally } from './tally.ts';

export interface AskSettings {
  readonly servers: NameServers;
  /** How long one attempt may take. */
  readonly timeoutMs: number;
  /** How often each server is asked, at most. */
  readonly roundsMax: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
}

/**
 * In the first round the next server is asked after this share of the time limit; each later round waits twice as long. Of
 * the usual five seconds that is one: longer than any healthy resolver takes, and short enough to wait.
 */
const patienceShare = 1 / 5;
/** Before asking servers that have just failed again; doubled with each round. */
const pauseMs = 100;

export function askServers(
  question: Question,
  settings: AskSettings,
  scope: Scope,
): Promise<Result<Message, LookupProblem>> {
  const { clock, tally } = settings;
  const servers = settings.servers.inOrder();
  const attempts = Array.from({ length: settings.roundsMax }, (_, round) =>
    servers.map((server) => ({ server, round })),
  ).flat();
  const refusing = new Set<ServerAddress>();
  const problems: LookupProblem[] = [];
  const { scope: own, release } = Scope.within(scope);
  let launched = 0;
  let running = 0;
  let callOffNext: (() => void) | undefined;

  return new Promise((resolve) => {
    own.onEnd((reason) => {
      const problem = problemOfEnd(reason, servers);
      finish(fail(reason === 'timeout' ? worstOf([...problems, problem]) : problem));
    });
    launchNext();

    function launchNext(): void {
      callOffNext = undefined;
      if (own.reason !== undefined) return;
      const next = nextAttempt();
      if (next === undefined) {
        if (running === 0) finish(fail(worstOf(problems)));
        return;
      }
      if (launched++ > 0) tally.retries++;
      running++;
      const callOff = clock.after(jitter(settings.timeoutMs * patienceShare * 2 ** next.round), launchNext);
      callOffNext = callOff;
      void attempt(next.server).then((result) => {
        running--;
        if (result.ok) {
          settings.servers.prefer(next.server);
          finish(result);
          return;
        }
        problems.push(result.problem);
        if (result.problem.kind === 'refused') refusing.add(next.server);
        // An older attempt that fails late changes nothing while a younger one may still succeed.
        if (callOffNext === callOff) hasten();
        else if (callOffNext === undefined) launchNext();
      });
    }

    /** The youngest attempt failed, so there is nothing to be patient for. */
    function hasten(): void {
      callOffNext?.();
      const next = nextAttempt();
      if (next !== undefined) attempts.unshift(next);
      if (next === undefined || next.round === 0) launchNext();
      else callOffNext = clock.after(jitter(pauseMs * 2 ** next.round), launchNext);
    }

    function finish(result: Result<Message, LookupProblem>): void {
      release();
      callOffNext?.();
      callOffNext = undefined;
      // The promise keeps its first value; ending the scope fails the attempts under way, which no longer matters.
      resolve(result);
      own.end('aborted');
    }
  });

  /** A server that refused does not know us; asking again would not change that. */
  function nextAttempt(): { readonly server: ServerAddress; readonly round: number } | undefined {
    for (let next = attempts.shift(); next !== undefined; next = attempts.shift()) {
      if (!refusing.has(next.server)) return next;
    }
    return undefined;
  }

  async function attempt(server: ServerAddress): Promise<Result<Message, LookupProblem>> {
    const { scope: mine, release: releaseMine } = Scope.within(own);
    const callOff = clock.after(settings.timeoutMs, () => mine.end('timeout'));
    const result = await askServer(server, question, mine, tally);
    callOff();
    releaseMine();
    return result;
  }

  /** Up to a quarter more, so that clients cut off together do not return together. */
  function jitter(delayMs: number): number {
    return delayMs * (1 + settings.random() / 4);
  }
}
