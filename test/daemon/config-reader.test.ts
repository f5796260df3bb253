// Which variables count: those of the environment, and those in the file now.

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Environment } from '../../src/config/sources/raw-value.ts';
import { ConfigReader } from '../../src/daemon/config-reader.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { zoneFile } from '../support/worlds/service-world.ts';

describe('ConfigReader', () => {
  let file: string;

  beforeEach(() => {
    file = join(makeTemporaryDirectory(), 'default');
  });
  const withFile = (environment: Environment): Environment => ({
    ...environment,
    HEALTHY_DNS_ENVIRONMENT_FILE: file,
  });
  function ttlOf(reader: ConfigReader, given?: Environment): number | undefined {
    const reading = reader.read({ given, mayLackZone: false });
    if (reading.config.ok) reader.adopt(reading);
    return reading.config.ok ? reading.config.value.zones[0]?.timing.addressTtlSeconds : undefined;
  }
  const edit = (ttl: number | undefined, more = '') =>
    writeFileSync(
      file,
      zoneFile('192.0.2.1', `${ttl === undefined ? '' : `HEALTHY_DNS_TTL=${ttl}\n`}${more}`),
    );

  it('attributes variables to the file if they have its value', () => {
    edit(5);
    const reader = new ConfigReader({}, withFile({ HEALTHY_DNS_TTL: '5' }));
    expect(ttlOf(reader)).to.equal(5);
    edit(6);
    expect(ttlOf(reader)).to.equal(6);
    edit(undefined);
    expect(ttlOf(reader)).to.equal(60);
  });

  it('keeps variables of the environment that have another value', () => {
    edit(5);
    const reader = new ConfigReader({}, withFile({ HEALTHY_DNS_TTL: '7' }));
    expect(ttlOf(reader)).to.equal(7);
    edit(6);
    expect(ttlOf(reader)).to.equal(7);
  });

  it('starts over with the variables of a reload', () => {
    edit(5);
    const reader = new ConfigReader({}, withFile({ HEALTHY_DNS_TTL: '7' }));
    expect(ttlOf(reader)).to.equal(7);
    const given = { ...reader.read({ mayLackZone: false }).environment };
    edit(8);
    expect(ttlOf(reader, { ...given, ...variablesOf(8) })).to.equal(8);
    edit(9);
    expect(ttlOf(reader)).to.equal(9);
  });

  it('does not start from variables that were rejected', () => {
    edit(5);
    const reader = new ConfigReader({}, withFile({}));
    expect(ttlOf(reader)).to.equal(5);
    expect(ttlOf(reader, { ...variablesOf(8), HEALTHY_DNS_RISE: 'x' })).to.equal(undefined);
    expect(ttlOf(reader)).to.equal(5);
  });

  it('lets flags win over variables', () => {
    edit(5);
    expect(ttlOf(new ConfigReader({ ttl: '3' }, withFile({ HEALTHY_DNS_TTL: '7' })))).to.equal(3);
  });

  it('reports an unreadable file only where that matters', () => {
    const complete = { ...variablesOf(5), HEALTHY_DNS_ENVIRONMENT_FILE: makeTemporaryDirectory() };
    const reader = new ConfigReader({}, complete);
    const first = reader.read({ mayLackZone: false });
    expect(first.config.ok && first.config.value.warnings).to.deep.equal([]);
    reader.adopt(first);
    const second = reader.read({ mayLackZone: false });
    const warnings = second.config.ok ? second.config.value.warnings : [];
    expect(warnings.map(({ message }) => message).join()).to.include(
      'it is a directory, not a file; its previous contents stay in force',
    );
    const empty = reader.read({ given: {}, mayLackZone: false });
    expect(empty.config.ok ? [] : empty.config.problem.map(({ path }) => path)).to.include(
      'environment-file',
    );
  });

  it('reads no file unless one is named', () => {
    const reader = new ConfigReader({}, variablesOf(5));
    expect(reader.environmentFile).to.equal(undefined);
    expect(ttlOf(reader)).to.equal(5);
  });

  function variablesOf(ttl: number): Record<string, string> {
    return {
      HEALTHY_DNS_HOSTED_ZONE: 'example.test',
      HEALTHY_DNS_NS: '["ns1.elsewhere.test"]',
      HEALTHY_DNS_ZONE_RESOLUTIONS: '{"www": ["192.0.2.1"]}',
      HEALTHY_DNS_TTL: String(ttl),
    };
  }

  describe('with a configuration file', () => {
    let config: string;
    beforeEach(() => {
      config = join(makeTemporaryDirectory(), 'healthy-dns.yaml');
    });
    const write = (ttl: string) =>
      writeFileSync(
        config,
        `hosted-zone: example.test\nns: [ns.elsewhere.test]\nzone-resolutions: {www: [192.0.2.1]}\nttl: ${ttl}\n`,
      );

    it('reads it again each time', () => {
      write('5');
      const reader = new ConfigReader({ config }, {});
      expect(ttlOf(reader)).to.equal(5);
      write('1m');
      expect(ttlOf(reader)).to.equal(60);
      expect(reader.configFile).to.equal(config);
    });

    it('takes the usual one while nothing else names a zone, also for variables of a reload', () => {
      write('7');
      const reader = new ConfigReader({}, {}, config);
      expect(ttlOf(reader)).to.equal(7);
      expect(ttlOf(reader, { HEALTHY_DNS_TTL: '9' })).to.equal(9);
      const own = {
        HEALTHY_DNS_HOSTED_ZONE: 'other.test',
        HEALTHY_DNS_NS: 'ns.elsewhere.test',
        HEALTHY_DNS_ZONE_RESOLUTIONS: '{}',
      };
      expect(ttlOf(reader, own)).to.equal(60);
    });

    it('is beaten by the file of variables, as it is for the service', () => {
      write('7');
      edit(8);
      expect(ttlOf(new ConfigReader({}, withFile({ HEALTHY_DNS_CONFIG: config })))).to.equal(8);
      edit(undefined);
      expect(ttlOf(new ConfigReader({}, withFile({ HEALTHY_DNS_CONFIG: config })))).to.equal(7);
    });

    it('refuses it when it is broken, and starts again when it is not', () => {
      write('5');
      const reader = new ConfigReader({ config }, {});
      expect(ttlOf(reader)).to.equal(5);
      write('[5');
      expect(ttlOf(reader)).to.equal(undefined);
      write('6');
      expect(ttlOf(reader)).to.equal(6);
    });

    it('has settings of the start in it', () => {
      write('5\nlog-level: debug\nstrict-start: true\nruntime-directory: run');
      const { log, isStrict, runtimeDirectory } = new ConfigReader({ config }, {}).readStartSettings();
      expect([log.level, isStrict]).to.deep.equal(['debug', true]);
      expect(runtimeDirectory.path).to.equal(join(dirname(config), 'run'));
    });
  });
});
