// A watch as something to loop over: who takes long gets what has changed since the last time in one piece, so that
// nothing piles up.

import { compareEndpoints, isChange, type ServiceChange } from './compare-endpoints.ts';
import type { ServiceEndpoint } from './service-endpoint.ts';

export interface EndpointWatch {
  close(): void;
  readonly closed: Promise<void>;
}

/** `open` starts the watch, when the first change is asked for; leaving the loop closes it. */
export async function* streamChanges(
  open: (tell: (endpoints: readonly ServiceEndpoint[]) => void) => EndpointWatch,
): AsyncGenerator<ServiceChange, void, undefined> {
  let delivered: readonly ServiceEndpoint[] | undefined;
  let latest: readonly ServiceEndpoint[] | undefined;
  let wake: () => void = () => undefined;
  let isOver = false;
  const watch = open((endpoints) => {
    latest = endpoints;
    wake();
  });
  const over = watch.closed.then(() => {
    isOver = true;
  });
  try {
    while (!isOver) {
      const now = latest;
      latest = undefined;
      if (now === undefined) {
        const news = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([news, over]);
        continue;
      }
      const change = compareEndpoints(delivered ?? [], now);
      const isNews = delivered === undefined || isChange(change);
      delivered = now;
      if (isNews) yield change;
    }
  } finally {
    watch.close();
  }
}
