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
import type { QueryCounts } from './query-counts.ts';
import { Scope } from './scope.ts';

export interface AskSettings {
  readonly servers: NameServers;
  /** How long one attempt may take. */
  readonly timeoutMs: number;
  /** How often each server is asked, at most. */
  readonly roundsMax: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly counts: QueryCounts;
}

/**
 * In the first round the next server is asked after this share of the time limit; each later round waits twice as long. Of
 * the usual five seconds that is one: longer than any healthy resolver takes, and short enough to wait.
 */
const patienceShare = 1 / 5;
/** Before asking servers that have just failed again; doubled with each round. */
const pauseMs = 100;

type Reply = Result<Message, LookupProblem>;

export function askServers(question: Question, settings: AskSettings, scope: Scope): Promise<Reply> {
  return new Promise((resolve) => new Inquiry(question, settings, scope, resolve).start());
}

interface Attempt {
  readonly server: ServerAddress;
  readonly round: number;
}

class Inquiry {
  readonly #question: Question;
  readonly #settings: AskSettings;
  readonly #resolve: (reply: Reply) => void;
  readonly #servers: readonly ServerAddress[];
  /** Still to be made, in this order. */
  readonly #attempts: Attempt[];
  /** Of this question only; ends when it is answered. */
  readonly #scope: Scope;
  readonly #release: () => void;
  readonly #refusing = new Set<ServerAddress>();
  readonly #problems: LookupProblem[] = [];
  #launched = 0;
  #running = 0;
  #callOffNext: (() => void) | undefined;

  constructor(question: Question, settings: AskSettings, scope: Scope, resolve: (reply: Reply) => void) {
    this.#question = question;
    this.#settings = settings;
    this.#resolve = resolve;
    const servers = settings.servers.inOrder();
    this.#servers = servers;
    this.#attempts = Array.from({ length: settings.roundsMax }, (_, round) =>
      servers.map((server) => ({ server, round })),
    ).flat();
    ({ scope: this.#scope, release: this.#release } = Scope.within(scope));
  }

  start(): void {
    this.#scope.onEnd((reason) => {
      const problem = problemOfEnd(reason, this.#servers);
      this.#finish(fail(reason === 'timeout' ? worstOf([...this.#problems, problem]) : problem));
    });
    this.#launchNext();
  }

  #launchNext(): void {
    this.#callOffNext = undefined;
    if (this.#scope.reason !== undefined) return;
    const next = this.#nextAttempt();
    if (next === undefined) {
      if (this.#running === 0) this.#finish(fail(worstOf(this.#problems)));
      return;
    }
    const { clock, counts, timeoutMs } = this.#settings;
    if (this.#launched++ > 0) counts.retries++;
    this.#running++;
    const patienceMs = this.#jitter(timeoutMs * patienceShare * 2 ** next.round);
    const callOff = clock.after(patienceMs, () => this.#launchNext());
    this.#callOffNext = callOff;
    void this.#ask(next.server).then((reply) => {
      this.#running--;
      if (reply.ok) {
        this.#settings.servers.prefer(next.server);
        this.#finish(reply);
        return;
      }
      this.#problems.push(reply.problem);
      if (reply.problem.kind === 'refused') this.#refusing.add(next.server);
      // An older attempt that fails late changes nothing while a younger one may still succeed.
      if (this.#callOffNext === callOff) this.#hasten();
      else if (this.#callOffNext === undefined) this.#launchNext();
    });
  }

  /** The youngest attempt failed, so there is nothing to be patient for. */
  #hasten(): void {
    this.#callOffNext?.();
    const next = this.#nextAttempt();
    if (next !== undefined) this.#attempts.unshift(next);
    if (next === undefined || next.round === 0) {
      this.#launchNext();
      return;
    }
    const delayMs = this.#jitter(pauseMs * 2 ** next.round);
    this.#callOffNext = this.#settings.clock.after(delayMs, () => this.#launchNext());
  }

  /** A server that refused does not know us; asking again would not change that. */
  #nextAttempt(): Attempt | undefined {
    for (let next = this.#attempts.shift(); next !== undefined; next = this.#attempts.shift()) {
      if (!this.#refusing.has(next.server)) return next;
    }
    return undefined;
  }

  async #ask(server: ServerAddress): Promise<Reply> {
    const { clock, timeoutMs, counts } = this.#settings;
    const { scope, release } = Scope.within(this.#scope);
    const callOff = clock.after(timeoutMs, () => scope.end('timeout'));
    const reply = await askServer(server, this.#question, scope, counts);
    callOff();
    release();
    return reply;
  }

  #finish(reply: Reply): void {
    this.#release();
    this.#callOffNext?.();
    this.#callOffNext = undefined;
    // The promise keeps its first value; ending the scope fails the attempts under way, which no longer matters.
    this.#resolve(reply);
    this.#scope.end('aborted');
  }

  /** Up to a quarter more, so that clients cut off together do not return together. */
  #jitter(delayMs: number): number {
    return delayMs * (1 + this.#settings.random() / 4);
  }
}
