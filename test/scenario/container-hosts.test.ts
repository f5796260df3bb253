// The compose example in network namespaces: its backends are known by name only, and followed when their containers are
// replaced by others with other addresses.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { ProgramPipe } from '../support/daemon/program-pipe.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needTool } from '../support/run-openssl.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { needNamespaces } from '../support/worlds/network-namespace.ts';
import { UplinkWorld } from '../support/worlds/uplink-world.ts';

const compose = resolve(import.meta.dirname, '../../../packaging/docker-compose.yml');
const resolverProgram = resolve(import.meta.dirname, '../support/worlds/resolver-program.js');
const [first, second, third] = ['198.51.100.11', '198.51.100.12', '198.51.100.13'] as const;
const own = '192.0.2.1';
const port = 80;

interface ComposeFile {
  readonly services: { readonly dns: { readonly environment: Readonly<Record<string, string>> } };
}

describe('the compose example', () => {
  const atEnd = runAfterEach();
  let world: UplinkWorld;
  let resolver: ProgramPipe;
  let daemon: OperatedDaemon;
  let inside: readonly string[];
  let dnsPort: number;

  beforeEach(async function () {
    needNamespaces(this);
    needTool(
      this,
      spawnSync('dig', ['-v']).error === undefined,
      'there is no dig; it comes with the package bind9-dnsutils',
    );
    world = new UplinkWorld([first, second, third]);
    atEnd(() => world.remove());
    atEnd(endSpawned);
    inside = [...world.prefix, ...withResolver()];
    const [command = '', ...words] = [...inside, process.execPath, resolverProgram];
    resolver = new ProgramPipe(spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] }));
    atEnd(() => resolver.end());
    await resolver.ask(`dns ${own}`);
    daemon = new OperatedDaemon();
  });

  /** What a container finds in /etc, mounted over that of this machine for one program only. */
  function withResolver(): readonly string[] {
    const directory = makeTemporaryDirectory();
    const files = {
      'resolv.conf': 'nameserver 127.0.0.11\noptions ndots:0\n',
      hosts: '127.0.0.1 localhost\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const mounts = Object.keys(files).map((name) => `mount --bind "${join(directory, name)}" /etc/${name}`);
    return ['sh', '-c', `${mounts.join(' && ')} && exec "$@"`, 'sh'];
  }

  async function start(host: string, address: string): Promise<void> {
    await world.listen(address, port);
    await resolver.ask(`${host} ${address}`);
  }

  async function stop(host: string, address: string): Promise<void> {
    await world.close(address, port);
    await resolver.ask(host);
  }

  async function serve(): Promise<void> {
    const { services } = parse(readFileSync(compose, 'utf8')) as ComposeFile;
    await daemon.serve({ ...services.dns.environment, HEALTHY_DNS_LOG_FORMAT: 'json' }, { prefix: inside });
    dnsPort = await daemon.dnsPort();
  }

  function ask(name: string): string[] {
    const [command = '', ...words] = [
      ...world.prefix,
      'dig',
      '@127.0.0.1',
      '-p',
      String(dnsPort),
      '+short',
      name,
    ];
    const { stdout } = spawnSync(command, words, { encoding: 'utf8', timeout: 15_000 });
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }

  const untilAnswered = (what: string, ...addresses: readonly string[]) =>
    until(what, () => ask('www.example.test').join() === addresses.join(), 40_000);

  it('answers with the addresses of its services, its own included', async () => {
    await start('backend-1', first);
    await start('backend-2', second);
    await serve();
    expect(ask('www.example.test')).to.deep.equal([first, second]);
    expect(ask('ns1.example.test')).to.deep.equal([own]);
  });

  it('follows a backend whose container is replaced, although the TTL is ten minutes', async () => {
    await start('backend-1', first);
    await start('backend-2', second);
    await serve();
    await stop('backend-2', second);
    await untilAnswered('the stopped one is left out', first);
    await start('backend-2', third);
    await untilAnswered('its successor is in', first, third);
    const { hosts = [], targets } = await daemon.status();
    expect(hosts.map(({ host, addresses }) => `${host} ${addresses}`).sort()).to.deep.equal([
      `backend-1 ${first}`,
      `backend-2 ${third}`,
      `dns ${own}`,
    ]);
    await until(
      'the old address is no longer probed',
      async () => (await daemon.status()).targets.total === 2,
    );
    expect(targets.up).to.equal(2);
    expect((await daemon.run('status')).output).to.match(new RegExp(`backend-2 +${third} .* found .* www`));
    expect((await daemon.run('explain', 'www')).output).to.include(`of backend-2`);
  });

  it('waits for backends that start later', async () => {
    await serve();
    expect(ask('www.example.test')).to.deep.equal([]);
    await start('backend-1', first);
    await untilAnswered('it is found', first);
  });
});
