// dnspython as a secondary: it asks for transfers, checks their signatures, applies them to the version that it has, and tells
// what it holds then. A process of its own, asked by lines of JSON.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { needTool } from '../run-openssl.ts';
import type { SharedKey } from '../updates/shared-keys.ts';

/** Other Pythons do not have what Debian's packages bring. */
const python = '/usr/bin/python3';
const isHere = spawnSync(python, ['-c', 'import dns.xfr']).status === 0;

export function needPythonFollower(context: Mocha.Context): void {
  needTool(context, isHere, 'dnspython is not installed; it comes with the package python3-dnspython');
}

export interface TransferRequest {
  readonly port: number;
  /** Dotted text. */
  readonly zone: string;
  /** What it holds is kept under this name. */
  readonly holder: string;
  /** From the version that it holds; otherwise the whole zone. */
  readonly isIncremental?: boolean;
  readonly transport?: 'tcp' | 'udp';
  readonly key?: SharedKey | undefined;
  /** How far its clock is off. */
  readonly clockSeconds?: number;
}

export interface Transferred {
  /** The class of its exception; absent: all went well. */
  readonly error?: string;
  readonly detail?: string;
  readonly serial: number;
  /** All that it holds now, as `name ttl TYPE data`, sorted. */
  readonly records: readonly string[];
  /** Whether differences came instead of the whole zone. */
  readonly wasIncremental: boolean;
  readonly messages: number;
}

const program = `
import json, sys, time, types
import dns.message, dns.name, dns.query, dns.rdatatype, dns.tsigkeyring, dns.versioned, dns.xfr

held, seen, clock = {}, {}, [0]
dns.message.time = types.SimpleNamespace(time=lambda: time.time() + clock[0])

class Inbound(dns.xfr.Inbound):
    def process_message(self, message):
        seen['messages'] += 1
        done = super().process_message(message)
        seen['wasIncremental'] = self.rdtype == dns.rdatatype.IXFR
        return done

dns.xfr.Inbound = Inbound

def transfer(asked):
    clock[0] = asked.get('clockSeconds', 0)
    incremental = asked.get('isIncremental', False)
    if not incremental:
        held[asked['holder']] = dns.versioned.Zone(asked['zone'], relativize=False)
    zone = held[asked['holder']]
    more, key = {}, asked.get('key')
    if key:
        more = dict(keyring=dns.tsigkeyring.from_text({key['name']: key['secret']}), keyalgorithm=key['algorithm'])
    query, _ = dns.xfr.make_query(zone, serial=0 if incremental else None, **more)
    mode = dns.query.UDPMode.ONLY if asked.get('transport') == 'udp' else dns.query.UDPMode.NEVER
    seen.update(messages=0, wasIncremental=False)
    told = {}
    try:
        dns.query.inbound_xfr('127.0.0.1', zone, query, port=asked['port'], timeout=20, lifetime=60, udp_mode=mode)
    except Exception as error:
        told = dict(error=type(error).__name__, detail=str(error))
    records, serial = [], 0
    with zone.reader() as version:
        for name, rdataset in version:
            if rdataset.rdtype == dns.rdatatype.SOA:
                serial = rdataset[0].serial
            kind = dns.rdatatype.to_text(rdataset.rdtype)
            records += [f'{name} {rdataset.ttl} {kind} {data}' for data in rdataset]
    return dict(told, serial=serial, records=sorted(records), **seen)

for line in sys.stdin:
    print(json.dumps(transfer(json.loads(line))), flush=True)
`;

export class PythonFollower {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  #text = '';
  #errors = '';
  #hasEnded = false;

  constructor() {
    this.#child = spawn(python, ['-c', program]);
    process.once('exit', this.#kill);
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#errors += chunk;
    });
    this.#child.once('close', () => {
      this.#hasEnded = true;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    });
    this.#child.stdin.on('error', () => undefined);
  }

  async transfer(request: TransferRequest): Promise<Transferred> {
    const line = await new Promise<string | undefined>((resolve) => {
      if (this.#hasEnded) resolve(undefined);
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    if (line === undefined) throw new Error(`Python ended: ${this.#errors}`);
    return JSON.parse(line) as Transferred;
  }

  stop(): void {
    process.off('exit', this.#kill);
    this.#kill();
  }

  readonly #kill = (): void => void this.#child.kill('SIGKILL');

  #read(chunk: string): void {
    this.#text += chunk;
    const lines = this.#text.split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) this.#waiting.shift()?.(line);
  }
}
