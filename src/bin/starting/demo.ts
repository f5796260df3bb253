// `healthy-dns demo`: a small zone on loopback with backends of its own, which can be stopped and started while the answers
// follow. A whole daemon, with control socket and status page. Needs no configuration and no other program.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { systemClock } from '../../base/clock.ts';
import { findDirectoryProblem } from '../../base/find-directory-problem.ts';
import { invariant } from '../../base/invariant.ts';
import { fail } from '../../base/result.ts';
import { claimSocketPath } from '../../control/claim-socket-path.ts';
import type { ControlServer } from '../../control/control-server.ts';
import { controlSocketPath } from '../../control/control-socket-path.ts';
import { chooseStart } from '../../daemon/choose-start.ts';
import { ConfigReader } from '../../daemon/config-reader.ts';
import { LastGoodKeeper } from '../../daemon/last-good.ts';
import { Reloader } from '../../daemon/reloader.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';
import { loadLibc } from '../../linux/libc.ts';
import { overrideFilePath } from '../../operating/override-file.ts';
import { Happenings } from '../../reporting/news/happenings.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';
import {
  type Backends,
  backendAddresses,
  backendPorts,
  makeMoody,
  moodyAddress,
  openBackends,
} from './demo-backends.ts';
import { demoZone, removeDemoZone, writeDemoZone } from './demo-zone.ts';
import { openControlSocket } from './open-control-socket.ts';
import { openLog } from './open-log.ts';

const controlAddress = '127.0.0.1';
/** That of the service; any other is as good. */
const usualHttpPort = 9353;

/** `port` as typed. */
export async function demo(port: string | undefined): Promise<number> {
  const backends = await openBackends();
  if (backends === undefined) {
    process.stderr.write(`error: the ports ${backendPorts.join(', ')} are all taken on loopback\n`);
    return ExitCode.unavailable;
  }
  const code = await runDemo(port, backends);
  await Promise.all(backends.map((backend) => backend.stop()));
  return code;
}

async function runDemo(port: string | undefined, backends: Backends): Promise<number> {
  const directory = await chooseDirectory();
  const code = await runDemoIn(directory, port, backends);
  removeDemoZone(directory);
  return code;
}

async function runDemoIn(directory: string, port: string | undefined, backends: Backends): Promise<number> {
  const httpPort = await chooseHttpPort();
  const places = { addresses: backendAddresses, moodyAddress, port: backends[0].port, httpPort };
  const config = writeDemoZone(directory, places);
  const reader = new ConfigReader({ config, 'runtime-directory': directory, port }, {});
  const runtimeDirectory = { path: directory, isDefault: false };
  const start = { reader, runtimeDirectory, recallLastGood: () => undefined, mayLackZone: false };
  const chosen = chooseStart(start);
  if (!chosen.ok) {
    printFindings(chosen.problem);
    return ExitCode.config;
  }
  const happenings = new Happenings();
  const log = openLog(chosen.value.log, {}, fail('not needed'), happenings.hear);
  const { logger } = log;
  const libc = loadLibc();
  const lastGood = new LastGoodKeeper(undefined, { clock: systemClock, logger });
  const overridesPath = overrideFilePath(directory);
  // Of an earlier demo, whose user has forgotten them.
  rmSync(overridesPath, { force: true });
  let control: ControlServer | undefined;
  const started = await startDaemon(chosen.value, {
    logger,
    libc,
    window: { happenings },
    overridesPath,
    async beforeReady(daemon) {
      const reloader = new Reloader({ daemon, reader, lastGood, log, mayLackZone: false });
      control = await openControlSocket(runtimeDirectory, { daemon, reloader, reader }, log, libc);
    },
  });
  if (!started.ok) {
    for (const { message } of started.problem) process.stderr.write(`error: ${message}\n`);
    return ExitCode.unavailable;
  }
  const [endpoint] = started.value.endpoints;
  invariant(endpoint !== undefined, 'the demo listens');
  const switches = await openSwitches(backends);
  const isInteractive = process.stdin.isTTY === true;
  const told = { directory, httpPort, dnsPort: endpoint.port, switchPort: switches.port, isInteractive };
  // Before anybody has read that it runs.
  const stopSignal = nextStopSignal();
  process.stdout.write(explain(told));
  const [, , , moody] = backends;
  const calm = moody === undefined ? () => Promise.resolve() : makeMoody(moody);
  const ended = isInteractive ? Promise.race([stopSignal, followKeys(process.stdin, backends)]) : stopSignal;
  await ended;
  // A signal ends us as well, and who listens to the keyboard stays.
  if (isInteractive) releaseKeys(process.stdin);
  switches.server.close();
  await control?.close();
  await Promise.all([calm(), started.value.stop()]);
  return ExitCode.ok;
}

/** The same for each demo, to be typed as it stands; another one while that is taken. */
async function chooseDirectory(): Promise<string> {
  const usual = join(tmpdir(), 'healthy-dns-demo');
  const isFree =
    findDirectoryProblem(usual) === undefined &&
    (await claimSocketPath(controlSocketPath(usual))) === undefined;
  return isFree ? usual : mkdtempSync(`${usual}-`);
}

async function chooseHttpPort(): Promise<number> {
  return (await tryPort(usualHttpPort)) ?? (await tryPort(0)) ?? usualHttpPort;
}

/** A port that was free a moment ago. */
function tryPort(wanted: number): Promise<number | undefined> {
  const server = createTcpServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(wanted, controlAddress, () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(port));
    });
  });
}

/** Without a keyboard, `curl -X POST …/2` does what the key 2 does. */
async function openSwitches(backends: Backends): Promise<{ readonly server: Server; readonly port: number }> {
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

type Keyboard = Readable & { setRawMode?: (raw: boolean) => void };

function releaseKeys(keyboard: Keyboard): void {
  keyboard.setRawMode?.(false);
  keyboard.pause();
}

/** Resolves when the user wants to leave. */
function followKeys(keyboard: Keyboard, backends: Backends): Promise<void> {
  keyboard.setRawMode?.(true);
  return new Promise((resolve) => {
    keyboard.on('data', (chunk: Buffer) => {
      for (const key of chunk.toString()) {
        void backends[Number(key) - 1]?.toggle();
        // In raw mode Control-C and Control-D arrive as characters.
        if (key === 'q' || key === '\u0003' || key === '\u0004') resolve();
      }
    });
  });
}

interface Told {
  readonly directory: string;
  readonly httpPort: number;
  readonly dnsPort: number;
  readonly switchPort: number;
  readonly isInteractive: boolean;
}

function explain({ directory, httpPort, dnsPort, switchPort, isInteractive }: Told): string {
  const dig = `dig @127.0.0.1 -p ${dnsPort}`;
  const command = (words: string) => `npx healthy-dns ${words} --runtime-directory ${directory}`;
  const toggle = isInteractive
    ? 'Press 1, 2 or 3 to stop a backend and again to start it; q to leave.'
    : `Stop a backend, and start it again, with:\n\n    curl -X POST http://${controlAddress}:${switchPort}/2\n\nControl-C to leave.`;
  return `
healthy-dns serves ${demoZone} on 127.0.0.1:${dnsPort}, UDP and TCP. Look at it:

    http://127.0.0.1:${httpPort}/

Behind www.${demoZone} are three small web servers, each probed every second:
${backendAddresses.join(', ')}. The one behind api.${demoZone}, ${moodyAddress},
comes and goes by itself, and a backup stands in. In another terminal, try:

    ${command('top')}
    ${command('status')}
    ${command('drain 127.0.0.2')}
    ${command('explain www')}

    ${dig} www.${demoZone} +short          # who is alive
    ${dig} www.${demoZone} +tcp +dnssec    # signed, over TCP
    ${dig} _http._tcp.www.${demoZone} SRV  # where they are
    ${dig} ${demoZone} MX                  # of the master file
    ${dig} static.${demoZone} AAAA +short  # not checked
    ${dig} a.b.wild.${demoZone} +short     # a wildcard
    ${dig} missing.${demoZone}             # NXDOMAIN
    watch -n 0.5 ${dig} www.${demoZone} +short

Its configuration is ${directory}/healthy-dns.yaml:
change it, then run:

    ${command('reload')}

${toggle}
The log below tells what healthy-dns sees; www follows within two seconds.

`;
}
