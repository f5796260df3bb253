// What a server sends for each octet that somebody sends it under another's address: healthy-dns, BIND, Knot and NSD with the same
// signed zone, without limits and with 200 replies a second for one network, of those beyond every other one cut short.
// Prints a table; judges nothing.

import { startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { amplification, floodFrom } from '../support/attacks/flood-from.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { type OtherProduct, otherProducts, startProduct } from '../support/dns/other-name-server.ts';
import { transferZone } from '../support/secondaries/transfer-zone.ts';

const apex = 'example.test';
const edns = { payload: 4096, dnssecOk: true };
/** In two seconds: one without limit, as all of them give, and one with. */
const count = 10_000;
const perSecond = 5000;
/** Enough for a mean where nothing is limited. */
const fewCount = 200;
const rate = 200;

const kinds: readonly (readonly [string, (at: number) => Buffer])[] = [
  ['A', () => makeQuery(`plain.${apex}`, { edns })],
  ['A, no EDNS', () => makeQuery(`plain.${apex}`)],
  ['16 addresses', () => makeQuery(`many.${apex}`, { edns })],
  ['ANY of the apex', () => makeQuery(apex, { type: 255, edns })],
  ['DNSKEY', () => makeQuery(apex, { type: 48, edns })],
  ['TXT of 1,600 octets', () => makeQuery(`long.${apex}`, { type: 16, edns })],
  ['absent names', (at) => makeQuery(`x${at}.${apex}`, { edns })],
  ['referral', (at) => makeQuery(`x${at}.child.${apex}`, { edns })],
  ['not our zone', () => makeQuery('example.com', { edns })],
];

interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** Settings that limit replies, put where the product has its others. */
const limits: Readonly<Record<string, (text: string) => string>> = {
  BIND: (text) =>
    text.replace('recursion no;', `recursion no; rate-limit { responses-per-second ${rate}; slip 2; };`),
  'Knot DNS': (text) =>
    text
      .replace('template:', `mod-rrl:\n  - id: rrl\n    rate-limit: ${rate}\n    slip: 2\ntemplate:`)
      .replace('journal-content: none', 'journal-content: none\n    global-module: mod-rrl/rrl'),
  NSD: (text) => text.replace('rrl-ratelimit: 0', `rrl-ratelimit: ${rate}\n  rrl-slip: 2`),
};

function limited(product: OtherProduct): OtherProduct {
  const limit = limits[product.name] ?? ((text: string) => text);
  return { ...product, configure: (...given) => limit(product.configure(...given)) };
}

async function startOurs(rrl: string): Promise<Running & { readonly text: string }> {
  const daemon = await startAttackedDaemon({
    isSigned: true,
    names: { child: { records: { NS: 'ns.elsewhere.test.' } } },
    variables: { HEALTHY_DNS_RRL: rrl },
  });
  const records = await transferZone(apex, { port: daemon.port, key: daemon.key });
  return { port: daemon.port, stop: daemon.stop, text: `${records.join('\n')}\n` };
}

async function measure({ port }: Running, make: (at: number) => Buffer, asked: number): Promise<number> {
  const queries = Array.from({ length: fewCount }, (_, at) => make(at));
  return amplification(
    await floodFrom({ port, addresses: [nextVictim()], queries, count: asked, perSecond }),
  );
}

let victim = 0;
/** In a network of its own, that owes nothing. */
function nextVictim(): string {
  victim++;
  return `127.${120 + (victim >> 8)}.${victim & 0xff}.1`;
}

const rows = new Map(kinds.map(([what]) => [what, [] as string[]]));

async function fill(server: Running, asked: number): Promise<void> {
  for (const [what, make] of kinds) {
    const factor = await measure(server, make, asked);
    process.stderr.write(`${what}: ${factor.toFixed(2)}\n`);
    rows.get(what)?.push(factor.toFixed(2));
  }
  await server.stop();
}

const ours = await startOurs('off');
const zone = { apex, text: ours.text };
await fill(ours, fewCount);
for (const product of otherProducts) await fill(await startProduct(product, [zone]), fewCount);
await fill(await startOurs(String(rate)), count);
for (const product of otherProducts) await fill(await startProduct(limited(product), [zone]), count);

const names = ['healthy-dns', ...otherProducts.map(({ name }) => name)];
process.stdout.write(
  [
    `| octets out for each in | ${names.join(' | ')} | ${names.map((name) => `${name}, ${rate}/s`).join(' | ')} |`,
    `|---|${'---|'.repeat(2 * names.length)}`,
    ...[...rows].map(([what, figures]) => `| ${what} | ${figures.join(' | ')} |`),
    '',
  ].join('\n'),
);
process.exit(0);
