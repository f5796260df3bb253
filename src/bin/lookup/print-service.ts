// Endpoints and their changes, for people. Text from DNS may carry control characters to trick a terminal: they are
// escaped.

import type { ServiceChange, ServiceEndpoint } from '../../discovery/dns-service-discovery.ts';
import { printServiceEndpoint } from '../../discovery/service-endpoint.ts';
import { printColumns } from '../printing/print-columns.ts';

export function printService(endpoints: readonly ServiceEndpoint[]): string {
  const rows = [
    ['ENDPOINT', 'HOST', 'PRIORITY', 'WEIGHT', 'TTL', 'HEALTH', 'TAGS'],
    ...endpoints.map((endpoint) => [
      printServiceEndpoint(endpoint),
      endpoint.host,
      String(endpoint.priority),
      String(endpoint.weight),
      `${endpoint.ttl} s`,
      endpoint.health,
      endpoint.tags.map(escapeControls).join(' '),
    ]),
  ];
  return `${printColumns(rows).join('\n')}\n`;
}

/** A line for each endpoint that was added, removed or changed. */
export function printChange({ endpoints, added, removed, changed }: ServiceChange, at: Date): string {
  const time = at.toISOString();
  const lines = [
    ...removed.map((endpoint) => `${time} removed ${printFacts(endpoint)}\n`),
    ...added.map((endpoint) => `${time} added ${printFacts(endpoint)}\n`),
    ...changed.map((endpoint) => `${time} changed ${printFacts(endpoint)}\n`),
    ...(endpoints.length === 0 ? [`${time} no endpoints\n`] : []),
  ];
  return lines.join('');
}

function printFacts(endpoint: ServiceEndpoint): string {
  const { host, priority, weight, health, tags } = endpoint;
  const facts = [printServiceEndpoint(endpoint), host, `priority ${priority}`, `weight ${weight}`];
  if (health !== 'unknown') facts.push(health);
  return [...facts, ...tags.map(escapeControls)].join(' ');
}

function escapeControls(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
