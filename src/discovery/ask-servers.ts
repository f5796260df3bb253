// One question to all name servers, until one of them answers: each attempt leaves the next one a little more time, and
// an attempt that is slow goes on listening while the next server is asked.

import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { fail, type Result } from '../base/result.ts';
import type { Message } from '../wire/read-message.ts';
import { askServer } from './ask-server.ts';
import type { Counters } from './counters.ts';
import { type LookupProblem, problemOfEnd, worstOf } from './lookup-problem.ts';
import type { Question } from './make-query.ts';
import type { NameServers, ServerAddress } from './name-servers.ts';
import { Scope } from './scope.ts';

export interface AskSettings {
  readonly servers: NameServers;
  /** How long one attempt may take. */
  readonly timeoutMs: number;
  /** How often each server is asked at most. */
  readonly roundsMax: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
}

/**
 * After this share of the time limit the next server is asked as well, in the first round; later rounds wait twice as
 * long each. With the usual five seconds that is one: longer than any healthy resolver takes, short enough to wait.
 */
const patienceShare = 1 / 5;
/** Before a question is repeated to servers that just failed; doubled with each round. */
const pauseMs = 100;

export function askServers(
  question: Question,
  settings: AskSettings,
  scope: Scope,
): Promise<Result<Message, LookupProblem>> {
  const { clock, counters } = settings;
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
      const next = takeAttempt();
      if (next === undefined) {
        if (running === 0) finish(fail(worstOf(problems)));
        return;
      }
      if (launched++ > 0) counters.retries++;
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
        // An older attempt that ends late changes nothing while a younger one is waited for.
        if (callOffNext === callOff) hasten();
        else if (callOffNext === undefined) launchNext();
      });
    }

    /** The youngest attempt failed: no need to be patient with it. */
    function hasten(): void {
      callOffNext?.();
      const next = takeAttempt();
      if (next !== undefined) attempts.unshift(next);
      if (next === undefined || next.round === 0) launchNext();
      else callOffNext = clock.after(jitter(pauseMs * 2 ** next.round), launchNext);
    }

    function finish(result: Result<Message, LookupProblem>): void {
      release();
      callOffNext?.();
      callOffNext = undefined;
      // For the promise the first word counts; what follows ends the attempts that are under way.
      resolve(result);
      own.end('aborted');
    }
  });

  /** A server that refused once does not know us; asking again would not change that. */
  function takeAttempt(): { readonly server: ServerAddress; readonly round: number } | undefined {
    for (let next = attempts.shift(); next !== undefined; next = attempts.shift()) {
      if (!refusing.has(next.server)) return next;
    }
    return undefined;
  }

  async function attempt(server: ServerAddress): Promise<Result<Message, LookupProblem>> {
    const { scope: mine, release: releaseMine } = Scope.within(own);
    const callOff = clock.after(settings.timeoutMs, () => mine.end('timeout'));
    const result = await askServer(server, question, mine, counters);
    callOff();
    releaseMine();
    return result;
  }

  /** Up to a quarter more, so that many clients that were cut off together do not return together. */
  function jitter(delayMs: number): number {
    return delayMs * (1 + settings.random() / 4);
  }
}
