// `healthy-dns explain` against a real daemon: the answer, the reasons for it, and the answer if others were down.

import { expect } from 'chai';
import type { Explanation } from '../../../src/control/protocol/explanation.ts';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import { endSpawned, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { queryTcp } from '../../support/dns/dns-client.ts';
import { until } from '../../support/until.ts';
import { openTarget, type TestTarget } from '../../support/worlds/open-target.ts';

describe('healthy-dns explain', () => {
  let operated: OperatedDaemon;
  let backend: TestTarget;
  let dnsPort = 0;

  before(async () => {
    backend = await openTarget('127.0.0.1');
    operated = new OperatedDaemon();
    const { port } = backend;
    const names = {
      www: { ips: ['127.0.0.1', '127.0.0.9'], health_port: port },
      static: ['192.0.2.9', '2001:db8::9'],
      api: { ips: ['127.0.0.1'], health_port: port, service: { name: '_http._tcp', port: 80 } },
      '*.apps': { ips: ['127.0.0.1'], health_port: port },
      'leaf.empty': ['192.0.2.4'],
      rich: {
        ips: ['127.0.0.1', '127.0.0.9'],
        check: {
          all: [{ type: 'tcp', port }, { not: { type: 'tcp', port, address: '127.0.0.9' } }],
        },
        min_healthy: 1,
        backup: ['192.0.2.5'],
        backup_check: 'none',
        when_all_down: ['192.0.2.6'],
      },
    };
    const zone = zoneVariables(names, {
      HEALTHY_DNS_ALIAS_ZONES: '["alias.test"]',
      HEALTHY_DNS_TEST_MIN_INTERVAL: '1',
      HEALTHY_DNS_FALL: '3',
      HEALTHY_DNS_RISE: '2',
    });
    await operated.serve(zone);
    dnsPort = await operated.dnsPort();
    await until('127.0.0.9 is down', async () =>
      (await operated.status()).targets.list.some(({ state }) => state === 'down'),
    );
  });
  after(async () => {
    await endSpawned();
    await backend.takeDown();
  });

  const run = (...words: string[]) => operated.run(...words);

  async function explain(...words: string[]): Promise<Explanation> {
    const { code, output, errors } = await run('explain', '--json', ...words);
    const explanation = JSON.parse(output) as Explanation;
    expect([code, errors === '']).to.deep.equal(explanation.absent === undefined ? [0, true] : [16, false]);
    return explanation;
  }

  /** Records in the format of the test's client. */
  const plain = (records: readonly string[] | undefined) =>
    (records ?? []).map((record) => {
      const [owner = '', ttl, , type, ...data] = record.split('\t');
      return [owner.slice(0, -1), ttl, type, ...data].join(' ');
    });

  const questions: readonly (readonly [name: string, type: string, number: number])[] = [
    ['www.example.test', 'A', 1],
    ['WWW.alias.test', 'A', 1],
    ['www.example.test', 'AAAA', 28],
    ['static.example.test', 'AAAA', 28],
    ['some.thing.apps.example.test', 'A', 1],
    ['missing.example.test', 'A', 1],
    ['empty.example.test', 'A', 1],
    ['example.test', 'TYPE2', 2],
    ['_http._tcp.api.example.test', 'SRV', 33],
  ];
  for (const [name, type, number] of questions) {
    it(`shows what clients get for ${name} ${type}`, async () => {
      const reply = await queryTcp(dnsPort, name.toLowerCase(), { type: number });
      const { answers } = await explain(name, type);
      expect(answers).to.have.length(1);
      expect(answers[0]?.code).to.equal(reply.code === 3 ? 'NXDOMAIN' : 'NOERROR');
      // The two print names in data differently.
      const isOfAddresses = number === 1 || number === 28;
      if (isOfAddresses) expect(plain(answers[0]?.answer).sort()).to.deep.equal([...reply.answers].sort());
      expect(plain(answers[0]?.additional).sort()).to.deep.equal([...reply.additionals].sort());
      expect(answers[0]?.authority).to.have.length(reply.authorities.length);
    });
  }

  it('asks for the types that a name has', async () => {
    const typesOf = async (name: string) => (await explain(name)).answers.map(({ type }) => type);
    expect(await typesOf('www')).to.deep.equal(['A']);
    expect(await typesOf('static')).to.deep.equal(['A', 'AAAA']);
    expect(await typesOf('_http._tcp.api')).to.deep.equal(['SRV']);
    expect(await typesOf('missing')).to.deep.equal(['A']);
  });

  it('tells of no addresses where the type does not depend on them', async () => {
    const { addresses, decisions } = await explain('www', 'MX');
    expect([addresses, decisions]).to.deep.equal([[], []]);
  });

  it('says for each address why, and how far its verdict is from changing', async () => {
    const { addresses } = await explain('www');
    const [alive, dead] = addresses;
    expect(alive).to.deep.include({ name: 'www', address: '127.0.0.1', isPublished: true, because: 'up' });
    expect(alive?.probe?.outcomesToFlip).to.equal(3);
    expect(dead).to.deep.include({ name: 'www', address: '127.0.0.9', isPublished: false, because: 'down' });
    expect(dead?.probe).to.deep.include({ state: 'down', reason: 'refused', outcomesToFlip: 2 });
    const { addresses: fixed } = await explain('static');
    expect(fixed.map(({ because, probe }) => [because, probe])).to.deep.equal([
      ['static', undefined],
      ['static', undefined],
    ]);
    const { output } = await run('explain', 'www');
    expect(output).to.match(
      /^www\.example\.test\. in example\.test\., serial \d+\n\n; A: NOERROR\nwww\.example\.test\.\t/,
    );
    expect(output).to.match(
      /^in +127\.0\.0\.1 +www +up for \d+ s \(accepted in .* ms\), 3 more failures take it down, (next probe in|probed)/m,
    );
    expect(output).to.match(
      /^out +127\.0\.0\.9 +www +down for \d+ s \(refused\), 2 successes in a row bring it up, /m,
    );
  });

  it('explains a service by its hosts, and an absent name by its wildcard', async () => {
    const service = await explain('_http._tcp.api');
    expect(service.addresses.map(({ name, address }) => [name, address])).to.deep.equal([
      ['ip-127-0-0-1.api', '127.0.0.1'],
    ]);
    expect((await explain('a.b.apps')).addresses.map(({ name }) => name)).to.deep.equal(['*.apps']);
  });

  it('says who drained and forced what', async () => {
    expect((await run('force', 'up', '127.0.0.9', '--for', '1h')).code).to.equal(0);
    expect((await run('drain', `127.0.0.1:${backend.port}`, '--force-empty')).code).to.equal(0);
    const { addresses, answers } = await explain('www');
    expect(addresses.map(({ isPublished, because }) => [isPublished, because])).to.deep.equal([
      [false, 'drained'],
      [true, 'forced'],
    ]);
    expect(answers[0]?.answer).to.have.length(1);
    const { output } = await run('explain', 'www');
    expect(output).to.match(/^out +127\.0\.0\.1 +www +drained by .* ago; up for /m);
    expect(output).to.match(/^in +127\.0\.0\.9 +www +forced up by .* ago until .*; down for .* \(refused\)/m);
    await run('undrain', `127.0.0.1:${backend.port}`);
    await run('release', '127.0.0.9');
  });

  const rich = async () => {
    const { addresses, decisions } = await explain('rich', 'A');
    return [
      decisions.map(({ grounds, healthy }) => `${grounds} ${healthy}`).join(),
      ...addresses.map(
        ({ address, tier, isPublished, because }) =>
          `${isPublished ? 'in' : 'out'} ${address} ${tier} ${because}`,
      ),
    ];
  };

  it('shows the parts of a check, and which backup is in use and which is next', async () => {
    expect(await rich()).to.deep.equal([
      'candidates 1',
      'in 127.0.0.1 candidate up',
      'out 127.0.0.9 candidate down',
      'out 192.0.2.5 backup standby',
      'out 192.0.2.6 fallback standby',
    ]);
    const { addresses } = await explain('rich');
    const { check } = addresses[0] ?? {};
    if (check === undefined || check.kind === 'target') throw new Error('the check has no parts');
    expect([check.kind, check.verdict]).to.deep.equal(['all', 'up']);
    expect(check.parts.map(({ kind, verdict }) => [kind, verdict])).to.deep.equal([
      ['target', 'up'],
      ['not', 'up'],
    ]);
    const { output } = await run('explain', 'rich');
    expect(output).to.match(
      /^in +127\.0\.0\.1 +rich +up: all\(tcp 127.*, not\(tcp 127\.0\.0\.9:.* down for /m,
    );
    expect(output).to.match(/^out +192\.0\.2\.5 +rich +backup; its turn has not come; static, not checked$/m);
    expect(output).to.include('\nrich: 1 of 2 addresses is healthy\n');
    const { ifDown } = await explain('rich', '--if-down', '127.0.0.1');
    expect(ifDown?.[0]?.answer).to.have.length(1);
    expect(ifDown?.[0]?.answer[0]).to.include('192.0.2.5');
  });

  it('follows forced verdicts and drains through checks, backups and policy', async () => {
    expect((await run('force', 'up', '127.0.0.9')).code).to.equal(0);
    expect(await rich()).to.deep.equal([
      'backups 0',
      'out 127.0.0.1 candidate forced',
      'out 127.0.0.9 candidate forced',
      'in 192.0.2.5 backup static',
      'out 192.0.2.6 fallback standby',
    ]);
    expect((await run('drain', '192.0.2.5')).code).to.equal(0);
    expect((await rich()).slice(3)).to.deep.equal([
      'out 192.0.2.5 backup drained',
      'in 192.0.2.6 fallback policy',
    ]);
    expect((await run('explain', 'rich')).output).to.include('it is answered with its fallback\n');
    expect((await run('drain', '192.0.2.6')).code).to.equal(13);
    await run('undrain', '192.0.2.5');
    await run('release', '127.0.0.9');
  });

  it('shows what would be answered, and changes nothing', async () => {
    const before = await queryTcp(dnsPort, 'www.example.test');
    const { ifDown } = await explain('www', '--if-down', '127.0.0.1');
    expect(ifDown?.map(({ code, answer }) => [code, answer])).to.deep.equal([['NOERROR', []]]);
    expect(ifDown?.[0]?.authority).to.have.length(1);
    const service = await explain('_http._tcp.api.alias.test', '--if-down', `127.0.0.1:${backend.port}`);
    expect(service.answers[0]?.answer).to.have.length(1);
    expect(service.ifDown?.[0]?.answer).to.deep.equal([]);
    const wildcard = await explain('x.apps', '--if-down', '127.0.0.1');
    expect(wildcard.ifDown?.[0]?.answer).to.deep.equal([]);
    const { output } = await run('explain', 'static', '--if-down', '192.0.2.9');
    expect(output)
      .to.include('if 192.0.2.9 were down:\n')
      .and.include('192.0.2.9 is static: nobody would notice that it is down\n');
    expect((await queryTcp(dnsPort, 'www.example.test')).answers).to.deep.equal(before.answers);
  });

  const absent: readonly (readonly [typed: string, meant: string | undefined])[] = [
    ['wwv', 'www'],
    ['WWV.example.test', 'www.example.test'],
    ['wwv.alias.test.', 'www.alias.test'],
    ['_htp._tcp.api', '_http._tcp.api'],
    ['www.exmaple.test', 'www.example.test'],
    ['quite.another.thing', undefined],
  ];
  for (const [typed, meant] of absent) {
    const what = meant === undefined ? 'nothing close' : `"${meant}"`;
    it(`exits 16 for ${typed}, shows that it is not there, and knows of ${what}`, async () => {
      const { code, output, errors } = await run('explain', typed);
      expect(code).to.equal(16);
      expect(output).to.include(': NXDOMAIN, no record\n');
      const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
      expect(errors)
        .to.match(/^error: there is no name \S+\.test\./)
        .and.satisfy((text: string) => text.endsWith(meant === undefined ? '.test.\n' : `.test.${hint}\n`));
      expect((await explain(typed)).absent).to.deep.equal(meant === undefined ? {} : { suggestion: meant });
    });
  }

  it('exits 16 for a name in no zone', async () => {
    const { code, output, errors } = await run('explain', 'www.exmaple.test.');
    expect([code, output]).to.deep.equal([16, '']);
    expect(errors).to.match(
      /^error: "www\.exmaple\.test\." is neither in a served zone .*; did you mean "www\.example\.test"\?\n$/,
    );
    expect((await run('explain', 'www.elsewhere.net.')).errors).to.not.include('did you mean');
  });

  it('exits 68 for addresses that do not matter, 64 for words that make no sense', async () => {
    const foreign = await run('explain', 'www', '--if-down', '192.0.2.77');
    expect(foreign.code).to.equal(68);
    expect(foreign.errors).to.equal('error: the answer for "www" does not depend on 192.0.2.77\n');
    expect((await run('explain', 'www', 'B')).code).to.equal(64);
    expect((await run('explain', 'www', '--if-down', 'www')).code).to.equal(64);
    expect((await run('explain')).code).to.equal(64);
    expect((await new OperatedDaemon().run('explain', 'www')).code).to.equal(3);
  });
});
