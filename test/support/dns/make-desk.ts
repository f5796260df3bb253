// A desk for tests that do not look at its counters: closed, until somebody attends.

import { CounterTable } from '../../../src/serving/counters.ts';
import { Desk } from '../../../src/serving/desk.ts';

export function makeDesk(): Desk {
  return new Desk(new CounterTable().addRow());
}
