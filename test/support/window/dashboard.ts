// The dashboard for Grafana, as far as tests look at it.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly definition?: string;
    }[];
  };
}

export const dashboard: Dashboard = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../../packaging/grafana/healthy-dns.json'), 'utf8'),
);

/** With Grafana's variables in place, as it sends them. */
export function dashboardExpressions(): readonly { readonly title: string; readonly expression: string }[] {
  const panels = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ title, expr })),
  );
  const annotations = dashboard.annotations.list.flatMap(({ expr }) =>
    expr === undefined ? [] : [{ title: 'annotations', expr }],
  );
  return [...panels, ...annotations].map(({ title, expr }) => ({
    title,
    expression: expr.replaceAll('$__rate_interval', '1m').replace(/"\$(?:job|instance)"/g, '".*"'),
  }));
}
