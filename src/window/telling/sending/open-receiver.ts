// A receiver as configured -> a way to send it messages; a program is run one at a time.

import type { Clock } from '../../../base/clock.ts';
import { SerialQueue } from '../../../base/serial-queue.ts';
import { version } from '../../../base/version.ts';
import type { NotifyReceiver } from '../../../config/settings/notify-receiver.ts';
import { writeJson } from '../formats/json-format.ts';
import type { Message } from '../formats/message.ts';
import { writeBody } from '../formats/write-body.ts';
import type { Delivery } from './delivery.ts';
import { type HostLookup, lookUpWith } from './look-up.ts';
import { postMessage } from './post-message.ts';
import { runProgram } from './run-program.ts';

export interface ReceiverDependencies {
  readonly clock: Clock;
  readonly resolver: HostLookup;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the daemon. */
  readonly ending: AbortSignal;
}

/** Never rejects. */
export type Deliver = (message: Message) => Promise<Delivery>;

export function openReceiver(
  receiver: NotifyReceiver,
  { clock, resolver, environment, ending }: ReceiverDependencies,
): Deliver {
  if (receiver.kind === 'program') {
    const queue = new SerialQueue();
    const { path } = receiver;
    return (message) =>
      queue.run(() => runProgram({ path, input: `${writeJson(message)}\n` }, { clock, environment, ending }));
  }
  const { url, credentials } = receiver;
  const lookUp = lookUpWith(resolver);
  return (message) =>
    postMessage(
      { url, credentials, body: writeBody(message, receiver) },
      { clock, lookUp, userAgent: `healthy-dns/${version}` },
    );
}
