// A watch to loop over: a slow reader gets everything that changed since its last turn in one piece, so nothing piles up.

import { compareEndpoints, isChange, type ServiceChange } from './compare-endpoints.ts';
import type { ServiceWatch } from './discovery-options.ts';
import type { ServiceEndpoint } from './service-endpoint.ts';

/** `open` starts the watch once the first change is asked for; leaving the loop closes it. */
export async function* streamChanges(
  open: (deliver: (endpoints: readonly ServiceEndpoint[]) => void) => ServiceWatch,
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
