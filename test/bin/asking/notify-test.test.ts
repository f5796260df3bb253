// Notifications as an operator gets them: the program as it is started, a backend, and receivers on loopback.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { endSpawned, runCommand, spawnProgram } from '../../support/daemon/spawn-daemon.ts';
import { findFreePort } from '../../support/dns/find-free-port.ts';
import { closedPort, listen, portOf, started } from '../../support/listen.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

describe('notifications of a running daemon', () => {
  let directory: string;
  let receiver: Server;
  let bodies: { readonly title: string; readonly severity: string }[];
  let isWell: boolean;
  let environment: Record<string, string>;
  let backend: Server;
  let servicePort: number;

  beforeEach(async () => {
    directory = makeTemporaryDirectory();
    bodies = [];
    isWell = true;
    receiver = await started(
      createServer(async (request, response) => {
        const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
        if (isWell) bodies.push(body);
        response.writeHead(isWell ? 200 : 500, { 'retry-after': '1' }).end();
      }),
    );
    backend = await listen((socket) => socket.end());
    servicePort = await findFreePort();
    const program = join(directory, 'tell');
    writeFileSync(program, `#!/bin/sh\ncat >> ${directory}/told\n`, { mode: 0o700 });
    const urls = join(directory, 'urls');
    writeFileSync(
      urls,
      `json+http://127.0.0.1:${portOf(receiver)}/secret-path\nslack+http://127.0.0.1:${await closedPort()}/other-secret\n`,
    );
    environment = {
      HEALTHY_DNS_RUNTIME_DIRECTORY: directory,
      STATE_DIRECTORY: directory,
      HEALTHY_DNS_HOSTED_ZONE: 'example.test',
      HEALTHY_DNS_NS: 'ns1',
      HEALTHY_DNS_ZONE_RESOLUTIONS: JSON.stringify({
        ns1: ['127.0.0.1'],
        www: { ips: ['127.0.0.1'], health_port: portOf(backend) },
      }),
      HEALTHY_DNS_TEST_MIN_INTERVAL: '1',
      HEALTHY_DNS_LISTEN: '127.0.0.1',
      HEALTHY_DNS_PORT: String(servicePort),
      HEALTHY_DNS_NOTIFY_URL: `@${urls}`,
      HEALTHY_DNS_NOTIFY_EXEC: program,
    };
  });

  afterEach(async () => {
    await endSpawned();
    receiver.close();
    backend.close();
  });

  const ask = (...words: string[]) => runCommand(words, { HEALTHY_DNS_RUNTIME_DIRECTORY: directory });

  it('arrive, are tried again, are not repeated by a restart, and are shown by status without a secret', async () => {
    const first = spawnProgram({ environment });
    await until('it serves', () => first.output.includes('"serving"'));
    const tested = await ask('notify-test');
    expect(tested.code).to.equal(13);
    expect(tested.output).to.match(/^http:\/\/127\.0\.0\.1:\d+\/… \(json\): taken, after \d+ ms$/m);
    expect(tested.output).to.match(/\(slack\): connection refused$/m);
    expect(tested.output).to.match(/tell \(program\): taken/);
    expect(bodies[0]).to.include({ title: 'this is a test', test: true });

    isWell = false;
    backend.close();
    await until('it is down', () => first.output.includes('"target-down"'));
    await until('the program is told', () =>
      readFileSync(join(directory, 'told'), 'utf8').includes('www has no address'),
    );
    await until('failures are logged', () => first.output.includes('"notification-failed"'));
    isWell = true;
    await until('it is told', () => bodies.length === 2);
    expect(bodies[1]).to.include({ severity: 'critical' });
    expect(bodies[1]?.title).to.match(/^www has no address; 127\.0\.0\.1:\d+ is down$/);
    const { output } = await ask('status');
    expect(output).to.match(/^NOTIFIED +FORMAT +LAST/m);
    const { notifications } = JSON.parse((await ask('status', '--json')).output);
    const [json, slack] = notifications.receivers;
    expect(json).to.include({ format: 'json', pending: 0, lost: 0 });
    expect(slack).to.include({ format: 'slack', pending: 2, problem: 'connection refused' });
    await until('it is kept', () => readFileSync(join(directory, 'notified.json'), 'utf8').includes('empty'));
    expect(await first.stop()).to.equal(0);

    const second = spawnProgram({ environment });
    await until('it has looked', () => second.output.includes('"notification-failed"'));
    expect(bodies).to.have.length(2);
    const said = [first.output, first.errors, second.output, second.errors, tested.output, output].join();
    expect(said).not.to.contain('secret');
    expect(readFileSync(join(directory, 'notified.json'), 'utf8')).not.to.contain('secret');
  });

  it('are none where nobody is named', async () => {
    const { HEALTHY_DNS_NOTIFY_URL: _url, HEALTHY_DNS_NOTIFY_EXEC: _program, ...bare } = environment;
    const daemon = spawnProgram({ environment: bare });
    await until('it serves', () => daemon.output.includes('"serving"'));
    expect(await ask('notify-test')).to.deep.include({
      code: 13,
      errors: 'error: nobody is notified of anything; give --notify-url or --notify-exec, and reload\n',
    });
    expect((await ask('status')).output).not.to.contain('NOTIFIED');
  });
});
