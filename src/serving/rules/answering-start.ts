// What a thread that answers is given, whichever way queries come to it: memory that it shares with the main thread, the rules to begin
// with, and later the news of what is served. Refuses to know sockets.

import type { Image } from '../../answers/image.ts';
import type { CounterRow } from '../counters.ts';
import type { DeskWords } from '../desk-words.ts';
import type { ServingPolicy } from '../policy.ts';
import type { Rules } from './rules.ts';
import type { SharedRules } from './shared-rules.ts';

export interface AnsweringStart {
  /** A few words that both threads look at; those of the way in say which. */
  readonly control: SharedArrayBuffer;
  readonly counters: SharedArrayBuffer;
  readonly image: SharedArrayBuffer;
  /** See desk-words.ts. */
  readonly desk: SharedArrayBuffer;
  readonly rules: SharedRules;
  readonly policy: ServingPolicy;
}

export interface ImageNews {
  readonly kind: 'image';
  readonly image: SharedArrayBuffer;
}

export interface PolicyNews {
  readonly kind: 'policy';
  readonly policy: ServingPolicy;
}

/** The newest of each kind counts. */
export type ServedNews = ImageNews | PolicyNews;

interface AnsweringParts {
  readonly control: SharedArrayBuffer;
  readonly counters: CounterRow;
  readonly image: Image;
  readonly desk: DeskWords;
  /** Those of the main thread, with which the other one begins. */
  readonly rules: Rules;
}

export function answeringStartOf({ control, counters, image, desk, rules }: AnsweringParts): AnsweringStart {
  return {
    control,
    counters: counters.buffer as SharedArrayBuffer,
    image: bufferOf(image),
    desk: desk.buffer as SharedArrayBuffer,
    rules: rules.shared,
    policy: rules.policy,
  };
}

export function imageNewsOf(image: Image): ImageNews {
  return { kind: 'image', image: bufferOf(image) };
}

function bufferOf({ words }: Image): SharedArrayBuffer {
  return words.buffer as SharedArrayBuffer;
}
