// One octet for a duration: latencies and time down, exact where it matters and to a few per cent beyond. Refuses to know
// whose they are. 0 always means that nothing is known.

/** 0.1 ms, below which a probe takes no time worth telling, to a minute, beyond which none lasts. */
const shortestMs = 0.1;
const longestMs = 60_000;
const latencySteps = 254;
/** 5.4 %: a latency that is read back is off by half of it at most. */
const latencyStep = Math.log(longestMs / shortestMs) / latencySteps;

export function latencyToOctet(ms: number): number {
  const step = Math.round(Math.log(Math.max(ms, shortestMs) / shortestMs) / latencyStep);
  return 1 + Math.min(step, latencySteps);
}

export function octetToLatency(octet: number): number | undefined {
  return octet === 0 ? undefined : latencies[octet];
}

const latencies = Array.from({ length: 256 }, (_, octet) =>
  Number((shortestMs * Math.exp(latencyStep * (octet - 1))).toPrecision(3)),
);

/** Of an hour. Up to a minute each second has an octet of its own: short outages are the usual ones. */
const exactSeconds = 60;
const hourSeconds = 3600;
const downSteps = 255 - 1 - exactSeconds;
const downStep = Math.log(hourSeconds / exactSeconds) / downSteps;

export function downToOctet(seconds: number): number {
  if (seconds <= exactSeconds) return 1 + Math.round(seconds);
  const step = Math.round(Math.log(seconds / exactSeconds) / downStep);
  return 1 + exactSeconds + Math.max(1, Math.min(step, downSteps));
}

export function octetToDown(octet: number): number | undefined {
  return octet === 0 ? undefined : downs[octet];
}

const downs = Array.from({ length: 256 }, (_, octet) => {
  const step = octet - 1 - exactSeconds;
  return step <= 0 ? octet - 1 : Math.round(exactSeconds * Math.exp(downStep * step));
});
