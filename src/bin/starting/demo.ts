// `healthy-dns demo`: a small zone on loopback with three backends of its own, which can be stopped and started while the
// answers follow. Needs no configuration and no other program.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { invariant } from '../../base/invariant.ts';
import { fail } from '../../base/result.ts';
import { readConfig } from '../../config/read-config.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';
import { loadLibc } from '../../linux/libc.ts';
import { loadConfig } from '../../publishing/loading/load-config.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';
import { type Backends, backendAddresses, backendPorts, openBackends } from './demo-backends.ts';
import { openLog } from './open-log.ts';

const zone = 'demo.test';
const controlAddress = '127.0.0.1';

/** `port` as typed. */
export async function demo(port: string | undefined): Promise<number> {
  const backends = await openBackends();
  if (backends === undefined) {
    process.stderr.write(`error: the ports ${backendPorts.join(', ')} are all taken on loopback\n`);
    return ExitCode.unavailable;
  }
  const config = readConfig({ ...flagsFor(backends[0].port), port }, {});
  if (!config.ok) {
    printFindings(config.problem);
    await Promise.all(backends.map((backend) => backend.stop()));
    return ExitCode.config;
  }
  const { logger } = openLog(config.value.log, {}, fail('not needed'));
  const loaded = loadConfig(config.value);
  invariant(loaded.ok, 'the demo needs no keys');
  const started = await startDaemon(loaded.value, { logger, libc: loadLibc() });
  if (!started.ok) {
    for (const { message } of started.problem) process.stderr.write(`error: ${message}\n`);
    await Promise.all(backends.map((backend) => backend.stop()));
    return ExitCode.unavailable;
  }
  const [endpoint] = started.value.endpoints;
  invariant(endpoint !== undefined, 'the demo listens');
  const control = await openControl(backends);
  const isInteractive = process.stdin.isTTY === true;
  process.stdout.write(explain(endpoint.port, control.port, isInteractive));
  const stopSignal = nextStopSignal();
  const ended = isInteractive ? Promise.race([stopSignal, followKeys(process.stdin, backends)]) : stopSignal;
  await ended;
  control.server.close();
  await Promise.all([started.value.stop(), ...backends.map((backend) => backend.stop())]);
  return ExitCode.ok;
}

function flagsFor(backendPort: number): Record<string, string> {
  const names = {
    '@': ['127.0.0.1'],
    ns1: ['127.0.0.1'],
    www: {
      ips: backendAddresses,
      health_port: backendPort,
      service: { name: '_http._tcp', port: backendPort },
    },
    static: ['192.0.2.1', '2001:db8::1'],
    '*.wild': ['192.0.2.7'],
  };
  return {
    'hosted-zone': zone,
    'zone-resolutions': JSON.stringify(names),
    ns: JSON.stringify([`ns1.${zone}`]),
    listen: '127.0.0.1',
    'test-min-interval': '1',
    // Visitors stop and start a backend as often as they like.
    'flap-limit': '0',
    'test-timeout': '0.5',
    'log-format': 'text',
  };
}

/** Without a keyboard, `curl -X POST …/2` does what the key 2 does. */
async function openControl(backends: Backends): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const backend = request.method === 'POST' ? backends[Number(request.url?.slice(1)) - 1] : undefined;
    if (backend === undefined) {
      response.writeHead(404).end('POST /1, /2 or /3\n');
      return;
    }
    void backend.toggle().then(() => {
      response.end(`backend ${backend.address} ${backend.isRunning ? 'started' : 'stopped'}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, controlAddress, resolve));
  const address = server.address();
  invariant(typeof address === 'object' && address !== null, 'a listening server has an address');
  return { server, port: address.port };
}

/** Resolves when the user wants to leave. */
function followKeys(
  keyboard: Readable & { setRawMode?: (raw: boolean) => void },
  backends: Backends,
): Promise<void> {
  keyboard.setRawMode?.(true);
  return new Promise((resolve) => {
    keyboard.on('data', (chunk: Buffer) => {
      for (const key of chunk.toString()) {
        void backends[Number(key) - 1]?.toggle();
        // In raw mode Control-C and Control-D arrive as characters.
        if (key === 'q' || key === '\u0003' || key === '\u0004') {
          keyboard.setRawMode?.(false);
          keyboard.pause();
          resolve();
        }
      }
    });
  });
}

function explain(dnsPort: number, controlPort: number, isInteractive: boolean): string {
  const dig = `dig @127.0.0.1 -p ${dnsPort}`;
  const toggle = isInteractive
    ? 'Press 1, 2 or 3 to stop a backend and again to start it; q to leave.'
    : `Stop a backend, and start it again, with:\n\n    curl -X POST http://${controlAddress}:${controlPort}/2\n\nControl-C to leave.`;
  return `
healthy-dns serves ${zone} on 127.0.0.1:${dnsPort}, UDP and TCP. Behind www.${zone} are three small web servers,
${backendAddresses.join(', ')}, each probed every second. In another terminal, try:

    ${dig} www.${zone} +short            # the backends that are alive, in turn
    ${dig} www.${zone} +tcp              # the same over TCP
    ${dig} _http._tcp.www.${zone} SRV    # where they are, with their port
    ${dig} static.${zone} AAAA +short    # an address that needs no check
    ${dig} any.thing.wild.${zone} +short # a wildcard
    ${dig} missing.${zone}               # NXDOMAIN, with the SOA
    watch -n 0.5 ${dig} www.${zone} +short

${toggle}
The log below tells what healthy-dns sees; www follows within about two seconds.

`;
}
