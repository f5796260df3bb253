// make fuzz-sockets: FUZZ_PACKETS datagrams to each engine for UDP, or to the one of FUZZ_ENGINE, a quarter as many messages over TCP,
// an eighth over TLS, and a part of all that behind a front end. TEST_SEED=random for others.

import { endSpawned } from '../../support/daemon/spawn-daemon.ts';
import { testSeed } from '../../support/seeded-random.ts';
import { attack } from './attack.ts';

const datagrams = Number(process.env['FUZZ_PACKETS'] || 400_000);
const chosen = process.env['FUZZ_ENGINE'];
const say = (text: string) => process.stdout.write(`${text}\n`);

for (const engine of ['batch', 'dgram'] as const) {
  if (chosen !== undefined && chosen !== engine) continue;
  for (const isProxied of [false, true]) {
    const what = `UDP by ${engine}${isProxied ? ', behind a front end' : ''}`;
    say(`${what}, TEST_SEED=${testSeed}`);
    const startedMs = performance.now();
    // What stands behind a header takes the same way from there on.
    const share = isProxied ? 1 / 4 : 1;
    const report = await attack({
      engine,
      isProxied,
      seed: testSeed,
      datagrams: datagrams * share,
      messages: (datagrams * share) / 4,
      say: (progress) => say(`  ${progress}`),
    });
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    const sent = `${report.datagrams} datagrams, ${report.messages} messages over TCP and ${report.overTls} over TLS`;
    say(`${what}: ${sent} in ${seconds} s; it has grown by ${report.grownOctets} octets`);
  }
}
await endSpawned();
