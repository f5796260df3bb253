// Queries and replies, from the counters of the data plane.

import {
  Counter,
  type CounterRow,
  codesMax,
  countAt,
  counterOfCode,
  counterOfType,
  sizeBounds,
  tookBoundsMs,
} from '../../serving/counters.ts';
import { printRecordType, printResponseCode, RecordType, ResponseCode } from '../../wire/protocol.ts';
import { byLabel, counted } from './counted.ts';
import type { Metric, Reading } from './metric.ts';
import type { Scrape } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

/** Known numbers always have a series, so that a rate sees the first one counted; others once they are counted. */
function byNumber(
  label: string,
  print: (number: number) => string,
  counterOf: (number: number) => number,
  numbers: { readonly known: ReadonlySet<number>; readonly end: number },
): (row: CounterRow) => Iterable<Reading> {
  const series = Array.from({ length: numbers.end }, (_, number) => ({
    labels: writeLabels({ [label]: print(number) }),
    counter: counterOf(number),
    isKnown: numbers.known.has(number),
  }));
  return function* (row) {
    for (const { labels, counter, isKnown } of series) {
      const value = countAt(row, counter);
      if (isKnown || value > 0) yield { labels, value };
    }
  };
}

const codes = byNumber('code', printResponseCode, counterOfCode, {
  known: new Set(Object.values(ResponseCode)),
  end: codesMax,
});

/** What has no question, or none that can be read, is counted for type 0, which does not exist. */
const noType = 0;

const types = byNumber('type', (type) => (type === noType ? 'none' : printRecordType(type)), counterOfType, {
  known: new Set([noType, ...Object.values(RecordType)]),
  end: Counter.typeIxfr - Counter.types,
});
const typesBeyond = byLabel('type', {
  CAA: Counter.typeCaa,
  IXFR: Counter.typeIxfr,
  AXFR: Counter.typeAxfr,
  ANY: Counter.typeAny,
  other: Counter.typeOther,
});

function* readTypes(scrape: Scrape): Generator<Reading> {
  if (scrape.tick === undefined) return;
  yield* types(scrape.tick.counters);
  yield* typesBeyond(scrape);
}

function readSizes({ tick }: Scrape): readonly Reading[] {
  if (tick === undefined) return [];
  const { counters } = tick;
  // No message is longer than the last bound: nothing is beyond it.
  const counts = counters.subarray(Counter.sizes, Counter.sizes + sizeBounds.length);
  return [
    {
      labels: '',
      distribution: { bounds: sizeBounds, counts, sum: countAt(counters, Counter.octetsOut) },
    },
  ];
}

const boundsSeconds = tookBoundsMs.map((ms) => ms / 1000);
const timesOf = Object.entries({ udp: Counter.tookUdp, tcp: Counter.tookTcp, tls: Counter.tookTls }).map(
  ([transport, first]) => ({
    labels: writeLabels({ transport }),
    first,
    sumAt: first + tookBoundsMs.length + 1,
  }),
);

function* readTimes({ tick }: Scrape): Generator<Reading> {
  if (tick === undefined) return;
  const { counters } = tick;
  for (const { labels, first, sumAt } of timesOf)
    yield {
      labels,
      distribution: {
        bounds: boundsSeconds,
        counts: counters.subarray(first, sumAt),
        sum: countAt(counters, sumAt) / 1000,
      },
    };
}

export const queryMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_queries_total',
    kind: 'counter',
    help: 'Queries received, by transport.',
    labels: ['transport'],
    read: byLabel('transport', { udp: Counter.queriesUdp, tcp: Counter.queriesTcp, tls: Counter.queriesTls }),
  },
  {
    name: 'healthy_dns_queries_by_type_total',
    kind: 'counter',
    help: 'Queries received, by the type of record asked for; rare types together as "other", and what asks for none as "none".',
    labels: ['type'],
    read: readTypes,
  },
  {
    name: 'healthy_dns_queries_with_edns_total',
    kind: 'counter',
    help: 'Queries received with EDNS.',
    labels: [],
    read: counted(Counter.withEdns),
  },
  {
    name: 'healthy_dns_queries_dropped_total',
    kind: 'counter',
    help: 'Messages left without a reply on purpose, by reason.',
    labels: ['reason'],
    read: byLabel('reason', {
      short: Counter.droppedShort,
      response: Counter.droppedResponse,
      limited: Counter.droppedLimited,
      unattended: Counter.droppedUnattended,
    }),
  },
  {
    name: 'healthy_dns_responses_total',
    kind: 'counter',
    help: 'Replies, by response code.',
    labels: ['code'],
    read: ({ tick }) => (tick === undefined ? [] : codes(tick.counters)),
  },
  {
    name: 'healthy_dns_responses_truncated_total',
    kind: 'counter',
    help: 'Replies truncated because they did not fit; the client asks again over TCP.',
    labels: [],
    read: counted(Counter.truncated),
  },
  {
    name: 'healthy_dns_responses_unsent_total',
    kind: 'counter',
    help: 'Replies that the kernel did not accept.',
    labels: [],
    read: counted(Counter.unsent),
  },
  {
    name: 'healthy_dns_responses_slipped_total',
    kind: 'counter',
    help: 'Replies truncated because their network was over the rate limit; those dropped for it have the reason "limited" in healthy_dns_queries_dropped_total.',
    labels: [],
    read: counted(Counter.slipped),
  },
  {
    name: 'healthy_dns_response_size_bytes',
    kind: 'histogram',
    unit: 'bytes',
    help: 'Sizes of replies; transfers are not among them.',
    labels: [],
    read: readSizes,
  },
  {
    name: 'healthy_dns_response_duration_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long replies took, from when the query was read until the kernel had the reply; without updates, transfers and signed queries.',
    labels: ['transport'],
    read: readTimes,
  },
  {
    name: 'healthy_dns_received_bytes_total',
    kind: 'counter',
    unit: 'bytes',
    help: 'Octets of queries.',
    labels: [],
    read: counted(Counter.octetsIn),
  },
  {
    name: 'healthy_dns_sent_bytes_total',
    kind: 'counter',
    unit: 'bytes',
    help: 'Octets of replies.',
    labels: [],
    read: counted(Counter.octetsOut),
  },
  {
    name: 'healthy_dns_receive_errors_total',
    kind: 'counter',
    help: 'Failures to receive from a UDP socket.',
    labels: [],
    read: counted(Counter.receiveErrors),
  },
  {
    name: 'healthy_dns_cookies_total',
    kind: 'counter',
    help: "Queries with a DNS cookie, by what it was worth: valid; invalid, of nobody or too old; new, with the client's part alone.",
    labels: ['cookie'],
    read: byLabel('cookie', {
      valid: Counter.cookiesValid,
      invalid: Counter.cookiesInvalid,
      new: Counter.cookiesNew,
    }),
  },
  {
    name: 'healthy_dns_query_log_written_total',
    kind: 'counter',
    help: 'Queries in the query log.',
    labels: [],
    read: counted(Counter.queryLogWritten),
  },
  {
    name: 'healthy_dns_query_log_lost_total',
    kind: 'counter',
    help: 'Queries missing from the query log: it had no room, or its output did not take them.',
    labels: ['reason'],
    read: byLabel('reason', { 'no-room': Counter.queryLogNoRoom, unwritten: Counter.queryLogUnwritten }),
  },
  {
    name: 'healthy_dns_tls_handshakes_total',
    kind: 'counter',
    help: 'Connections for DNS over TLS that were established, resumed sessions included.',
    labels: [],
    read: counted(Counter.tlsHandshakes),
  },
  {
    name: 'healthy_dns_tls_resumptions_total',
    kind: 'counter',
    help: 'Connections for DNS over TLS that resumed an earlier session.',
    labels: [],
    read: counted(Counter.tlsResumed),
  },
  {
    name: 'healthy_dns_tls_failures_total',
    kind: 'counter',
    help: 'Connections for DNS over TLS that ended before they were established.',
    labels: [],
    read: counted(Counter.tlsFailed),
  },
  {
    name: 'healthy_dns_proxied_total',
    kind: 'counter',
    help: 'Datagrams and connections from front ends, by whether their PROXY header was accepted.',
    labels: ['header'],
    read: byLabel('header', { accepted: Counter.proxied, refused: Counter.badProxyHeaders }),
  },
];
