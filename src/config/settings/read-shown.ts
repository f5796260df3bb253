// What operators get to see, keep and be told of.

import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import type { ScalarReader } from '../sources/read-scalars.ts';
import type { NotifyReceiver } from './notify-receiver.ts';
import { type HistoryPlace, readHistory } from './read-history.ts';
import { type HttpPlan, readHttp, type StatusPageKind, statusPages } from './read-http.ts';
import type { Listen } from './read-listen.ts';
import { type MetricsNames, readMetricsNames } from './read-metrics-names.ts';
import { readNotify } from './read-notify.ts';
import { type QueryLogSettings, readQueryLog } from './read-query-log.ts';

export interface ShownSettings {
  readonly http: HttpPlan;
  readonly metricsNames: MetricsNames;
  readonly history: HistoryPlace;
  readonly statusPage: StatusPageKind;
  /** Absent: queries are not logged. */
  readonly queryLog?: QueryLogSettings;
  /** Who is told of news. */
  readonly notify: readonly NotifyReceiver[];
}

export function readShown(
  values: RawValues,
  scalars: ScalarReader,
  listen: Listen,
  findings: Findings,
): ShownSettings {
  const statusPage = scalars.word('status-page', statusPages, 'full');
  const queryLog = readQueryLog(values, scalars, findings);
  return {
    http: readHttp(values, { listen, statusPage }, findings),
    metricsNames: readMetricsNames(values, findings),
    history: readHistory(values, findings),
    statusPage,
    ...(queryLog && { queryLog }),
    notify: readNotify(values, findings),
  };
}
