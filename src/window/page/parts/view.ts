// What every part of the page is drawn from.

import type { WindowModel } from '../../model/window-model.ts';
import type { PageHistory } from './page-history.ts';

export interface View {
  readonly model: WindowModel;
  readonly history: PageHistory;
  readonly nowMs: number;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** Of the last day, one for half an hour. */
export const dayParts = 48;
export const historyDays = 90;
