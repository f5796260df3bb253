// Hostile files, variables and runtime directories, against the real program: a reload with any of them fails with a message
// while the daemon keeps serving, a start ends or serves, and nothing that belongs to others is touched.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { findingsMax } from '../../../src/config/findings/finding.ts';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { requestJson } from '../../../src/control/request-json.ts';
import { type BoundSockets, openBoundSockets } from '../../support/daemon/bound-sockets.ts';
import {
  endSpawned,
  runCommand,
  type SpawnedProgram,
  spawnProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { addressesOf } from '../../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

const folder = makeTemporaryDirectory();
const at = (name: string) => join(folder, name);

function file(name: string, content: string | Buffer): string {
  writeFileSync(at(name), content);
  return `@${at(name)}`;
}

const nested = (depth: number, open: string, inner: string, close: string) =>
  open.repeat(depth) + inner + close.repeat(depth);
const list = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join();
const checkWithin = (depth: number) =>
  `{"www":{"ips":["192.0.2.1"],"check":${nested(depth, '{"not":', '{"type":"tcp","port":1}', '}')}}}`;

/** Values of --zone-resolutions, each with its first finding. */
const inputs: Readonly<Record<string, readonly [make: () => string, finding: RegExp]>> = {
  'a check 5,000 deep': [() => checkWithin(5000), /^is nested deeper than 32 levels$/],
  'a check a million deep in a file': [
    () => file('deep', checkWithin(1_000_000)),
    /^is nested deeper than 32 levels$/,
  ],
  'a check as deep as JSON may be': [() => checkWithin(29), /^is a check within 4 others; /],
  'brackets without end': [
    () => file('brackets', '['.repeat(5_000_000)),
    /^is nested deeper than 32 levels$/,
  ],
  'a pipe': [() => `@${at('pipe')}`, /^cannot read ".*": it is a pipe, not a file$/],
  'a device without end': [() => '@/dev/zero', /^cannot read "\/dev\/zero": it is a device, not a file$/],
  'a device without anything': [
    () => '@/dev/null',
    /^cannot read "\/dev\/null": it is a device, not a file$/,
  ],
  'a directory': [() => `@${folder}`, /^cannot read ".*": it is a directory, not a file$/],
  'a socket': [() => `@${at('socket')}`, /^cannot read ".*": it is a socket, not a file$/],
  'a link to nothing': [
    () => {
      symlinkSync('nowhere', at('dangling'));
      return `@${at('dangling')}`;
    },
    /^cannot read ".*": it is a symbolic link to a file that does not exist$/,
  ],
  'a link to itself': [
    () => {
      symlinkSync('circle', at('circle'));
      return `@${at('circle')}`;
    },
    /^cannot read ".*": its symbolic links form a loop$/,
  ],
  'a file of a terabyte': [
    () => {
      const sparse = file('sparse', '');
      truncateSync(at('sparse'), 2 ** 40);
      return sparse;
    },
    /^cannot read ".*": it is larger than the limit of 33554432 octets$/,
  ],
  'a file that claims to be empty and is not': [() => '@/proc/self/status', /^is "[\w-]+"; write \["192/],
  'an empty file': [() => file('empty', ''), /^is empty; expected something like /],
  'half a file': [() => file('half', '{"www": ["192.0.2'), /^has a quote that is not closed; /],
  'a file that is no text': [
    () => file('binary', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
    /^".*" is not UTF-8; /,
  ],
  'a path that is too long': [
    () => `@/${'x'.repeat(100_000)}`,
    /^cannot read ".*…" \(100001 characters\): its path is too long$/,
  ],
  'a hundred thousand repeated names': [
    () => file('names', `{${list(100_000, () => '"www":["192.0.2.1"]')}}`),
    /^appears twice; merge the two$/,
  ],
  'a hundred thousand repeated settings': [
    () => file('settings', `{"www":{"ips":["192.0.2.1"],${list(100_000, () => '"health_port":80')}}}`),
    /^appears twice; merge the two$/,
  ],
  'a hundred thousand settings that there are not': [
    () =>
      file(
        'unknown',
        `{"www":{"ips":["192.0.2.1"],"health_port":80,${list(100_000, (i) => `"weight${i}":1`)}}}`,
      ),
    /^there is no such setting$/,
  ],
  'a million addresses': [
    () =>
      file(
        'addresses',
        `{"www":[${list(1_000_000, (i) => `"10.${i >> 16}.${(i >> 8) & 255}.${i & 255}"`)}]}`,
      ),
    /^has 1000000 addresses; at most 2000 fit into an answer$/,
  ],
  'a hundred thousand names with something wrong': [
    () => file('wrong', `{${list(100_000, (i) => `"n${i}":["10.0.0.300"]`)}}`),
    /^"10\.0\.0\.300" is not an IPv4 or IPv6 address$/,
  ],
  'more names than a heap holds': [
    () => file('many', `{${list(20_000, (i) => `"${'a.'.repeat(100)}n${i}":["192.0.2.1"]`)}}`),
    /^makes more than 1000000 names, /,
  ],
  'a name of a megabyte': [
    () => file('long', `{"${'x'.repeat(1_000_000)}":[]}`),
    / has a label of 1000000 characters /,
  ],
  'a value of a megabyte': [
    () => file('value', `{"www":{"ips":["192.0.2.1"],"health_port":"${'x'.repeat(1_000_000)}"}}`),
    /^is "x+…" \(1000000 characters\); /,
  ],
  'a number that is larger than any': [
    () => `{"www":{"ips":["192.0.2.1"],"health_port":1${'0'.repeat(10_000)}}}`,
    /^is Infinity; write a port number/,
  ],
  'a key that every object has': [
    () => '{"__proto__":["192.0.2.1"],"a*":{"constructor":1}}',
    /^there is no such setting$/,
  ],
  'what a terminal would obey': [
    () => '{"www":["\\u001b[2J\\u009b"]}',
    /^"\\u001b\[2J\\u009b" is not an IPv4/,
  ],
};

describe('hostile files', () => {
  let socket: Server;
  before((done) => {
    execFileSync('mkfifo', [at('pipe')]);
    socket = createServer().listen(at('socket'), done);
  });
  after(() => socket.close());

  describe('at a reload', () => {
    let bound: BoundSockets;
    let daemon: SpawnedProgram;
    const directory = makeTemporaryDirectory();

    before(async () => {
      bound = await openBoundSockets(['udp4', 'tcp4']);
      const environment = { RUNTIME_DIRECTORY: directory, ...zoneVariables({ www: ['192.0.2.1'] }) };
      daemon = spawnProgram({ fds: bound.fds, environment });
      await until('it serves', () => daemon.output.includes('"serving"'));
    });
    after(async () => {
      await endSpawned();
      bound.close();
    });

    for (const [what, [make, finding]] of Object.entries(inputs)) {
      it(`do no harm: ${what}`, async () => {
        const environment = zoneVariables(make());
        const asked = await requestJson(controlSocketPath(directory), 'POST', '/v1/reload', { environment });
        if (!asked.ok) throw new Error(asked.problem);
        expect(asked.value.code).to.equal(422);
        const { findings } = asked.value.body as { findings: { path: string; message: string }[] };
        expect(findings[0]?.message).to.match(finding);
        expect(findings.length).to.be.at.most(2 * (findingsMax + 1));
        for (const { path, message } of findings) expect(`${path}: ${message}`.length).to.be.below(1500);
        expect(addressesOf(await queryUdp(bound.port, 'www.example.test'))).to.deep.equal(['192.0.2.1']);
        expect(daemon.hasEnded).to.equal(false);
      });
    }

    it('leave a daemon that still accepts what is good', async () => {
      const environment = zoneVariables(file('good', '\ufeff{"www": ["192.0.2.2"]}'));
      const asked = await requestJson(controlSocketPath(directory), 'POST', '/v1/reload', { environment });
      expect(asked.ok && asked.value.code).to.equal(200);
      expect(addressesOf(await queryUdp(bound.port, 'www.example.test'))).to.deep.equal(['192.0.2.2']);
    });
  });

  it('end a start, and a check, with a finding and without a stack trace', async () => {
    for (const names of [`@${at('pipe')}`, checkWithin(5000)]) {
      for (const words of [[], ['check']]) {
        const { code, errors } = await runCommand(words, zoneVariables(names));
        expect(code).to.equal(78);
        expect(errors).to.match(
          /^error: zone-resolutions: (.+ is a pipe.+|is nested deeper .+\n.+\n.+\n +\^)\n$/,
        );
      }
    }
  });

  it('do not block as keys and passphrases', async () => {
    const key = { HEALTHY_DNS_PRIV_KEY_PATH: at('pipe'), HEALTHY_DNS_PRIV_KEY_PASSPHRASE_FILE: at('pipe') };
    const { code, errors } = await runCommand(['check'], zoneVariables({ www: ['192.0.2.1'] }, key));
    expect(code).to.equal(78);
    expect(errors).to.match(
      /^error: priv-key-path: .+ it is a pipe, not a file\nerror: priv-key-passphrase-file: .+ it is a pipe, not a file\n$/,
    );
  });

  describe('in the runtime directory', () => {
    let directory: string;
    let victim: string;
    beforeEach(() => {
      directory = join(makeTemporaryDirectory(), 'run');
      mkdirSync(directory);
      victim = join(makeTemporaryDirectory(), 'victim');
      writeFileSync(victim, 'precious', { mode: 0o640 });
    });
    afterEach(endSpawned);

    async function serveIn(environment: Readonly<Record<string, string>>): Promise<SpawnedProgram> {
      const daemon = spawnProgram({ environment: { RUNTIME_DIRECTORY: directory, ...environment } });
      await until('it serves', () => daemon.output.includes('"serving"') || daemon.hasEnded);
      expect(daemon.hasEnded, daemon.output + daemon.errors).to.equal(false);
      return daemon;
    }

    const zone = zoneVariables({ www: ['192.0.2.1'] });
    const drained = () =>
      requestJson(controlSocketPath(directory), 'POST', '/v1/drain', {
        subject: '192.0.2.1',
        mayEmpty: true,
      });

    function plantLinks(): void {
      for (const name of ['verdicts.json', 'overrides.json'])
        for (const ending of ['', '.new', '.last', '.draft-', '.unreadable']) {
          symlinkSync(victim, join(directory, name + ending));
        }
    }

    function expectUnharmed(): void {
      expect(readFileSync(victim, 'utf8')).to.equal('precious');
      expect(lstatSync(victim).mode & 0o777).to.equal(0o640);
    }

    it('are replaced, not written through, when they are links', async () => {
      plantLinks();
      const daemon = await serveIn(zone);
      expect(daemon.output).to.include('verdicts-unreadable').and.include('overrides-unreadable');
      expect((await drained()).ok).to.equal(true);
      expect(await daemon.stop()).to.equal(0);
      for (const name of ['verdicts.json', 'overrides.json'])
        expect(lstatSync(join(directory, name)).isFile()).to.equal(true);
      expectUnharmed();
    });

    it('do not block when they are pipes', async () => {
      execFileSync('mkfifo', [join(directory, 'verdicts.json'), join(directory, 'overrides.json')]);
      const daemon = await serveIn(zone);
      expect(daemon.output).to.include('verdicts.json is ignored: it is a pipe, not a file');
      expect(await daemon.stop()).to.equal(0);
    });

    it('are left alone in a directory of another user, which is logged once', async function () {
      if (process.geteuid?.() !== 0) this.skip();
      plantLinks();
      chmodSync(directory, 0o777);
      chownSync(directory, 4321, 4321);
      const daemon = await serveIn(zone);
      const warnings = daemon.output.split('\n').filter((line) => line.includes(directory));
      expect(warnings.filter((line) => line.includes('"level":"warning"'))).to.have.length(1);
      expect(warnings[0]).to.include('"runtime-directory-foreign"').and.include('chown');
      // Health checks of containers ask it, whoever owns the volume.
      expect((await drained()).ok).to.equal(true);
      expect(await daemon.stop()).to.equal(0);
      expectUnharmed();
      for (const name of ['verdicts.json', 'overrides.json'])
        expect(lstatSync(join(directory, name)).isSymbolicLink()).to.equal(true);
    });

    it('are not believed by root when somebody else wrote them', async function () {
      if (process.geteuid?.() !== 0) this.skip();
      const savedAtSeconds = Math.floor(Date.now() / 1000);
      const planted = { format: 1, savedAtSeconds, serial: 4_000_000_000, verdicts: {} };
      const path = join(directory, 'verdicts.json');
      writeFileSync(path, JSON.stringify(planted));
      chownSync(path, 4321, 4321);
      const daemon = await serveIn(zone);
      expect(daemon.output).to.include('it belongs to another user (uid 4321)');
      expect(daemon.output).not.to.include('verdicts-restored').and.not.include('4000000000');
      expect(await daemon.stop()).to.equal(0);
      expect(lstatSync(path).uid).to.equal(0);
    });

    it('stay whole when two daemons share the directory', async () => {
      const daemons = [await serveIn(zone), await serveIn(zone)];
      for (const daemon of daemons) expect(await daemon.stop()).to.equal(0);
      for (const name of ['verdicts.json', 'overrides.json']) {
        const kept = JSON.parse(readFileSync(join(directory, name), 'utf8')) as { format: number };
        expect(kept.format).to.equal(1);
      }
    });
  });
});
