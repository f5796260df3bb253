// The metrics that a PromQL expression looks at, by the names that they are declared with.

/** Those of Prometheus itself: `up` and `ALERTS` are not ours. */
const ours = /\b(?:healthy_dns|process)_[a-z_]+\b/g;

export function metricsIn(expression: string): readonly string[] {
  return [...expression.matchAll(ours)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ''));
}
