// Which configuration a command by hand is about: the one it is given, or else that of the service.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { findEnvironment } from '../../../src/bin/process/find-environment.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { zoneFile } from '../../support/worlds/service-world.ts';

describe('findEnvironment', () => {
  const file = join(makeTemporaryDirectory(), 'default');
  const config = join(makeTemporaryDirectory(), 'healthy-dns.yaml');
  const usual = { environment: file, config };
  let told: string;
  const write = process.stderr.write;

  beforeEach(() => {
    told = '';
    writeFileSync(file, zoneFile('192.0.2.1', 'export HEALTHY_DNS_TTL=5\n'));
    process.stderr.write = (text: string | Uint8Array) => {
      told += String(text);
      return true;
    };
  });
  afterEach(() => {
    process.stderr.write = write;
    rmSync(config, { force: true });
  });

  it('has the configuration file of the service too, and says so', () => {
    writeFileSync(config, 'ttl: 7\n');
    expect(findEnvironment({}, {}, usual)).to.include({ HEALTHY_DNS_CONFIG: config, HEALTHY_DNS_TTL: '5' });
    expect(told).to.equal(`reading ${config}, as the service does\nreading ${file}, as the service does\n`);
  });

  it('is without the files of the service when another is named', () => {
    writeFileSync(config, 'ttl: 7\n');
    expect(findEnvironment({ config: 'own.yaml' }, {}, usual)).to.deep.equal({});
    expect(findEnvironment({ 'hosted-zone': 'other.test' }, {}, usual)).to.deep.equal({});
    expect(findEnvironment({ 'environment-file': file }, {}, usual)).not.to.have.property(
      'HEALTHY_DNS_CONFIG',
    );
    expect(told).to.equal('');
  });

  it('is that of the service when no zone is named, which is said in one line', () => {
    const environment = findEnvironment({}, { HOME: '/root' }, usual);
    expect(environment).to.include({
      HEALTHY_DNS_HOSTED_ZONE: 'example.test',
      HEALTHY_DNS_TTL: '5',
      HOME: '/root',
    });
    expect(told).to.equal(`reading ${file}, as the service does\n`);
  });

  it('is that of the service, overridden by other flags and variables', () => {
    const environment = findEnvironment({ rise: '2' }, { HEALTHY_DNS_TTL: '9' }, usual);
    expect(environment).to.include({ HEALTHY_DNS_HOSTED_ZONE: 'example.test', HEALTHY_DNS_TTL: '9' });
  });

  for (const [how, commandLine, environment] of [
    ['a flag', { 'hosted-zone': 'other.test' }, {}],
    ['a variable', {}, { HEALTHY_DNS_HOSTED_ZONE: 'other.test' }],
    ['a variable of the older images', {}, { DNS_HOSTED_ZONE: 'other.test' }],
  ] as const) {
    it(`is the environment alone, silently, when ${how} names a zone`, () => {
      expect(findEnvironment(commandLine, environment, usual)).to.deep.equal(environment);
      expect(told).to.equal('');
    });
  }

  it('is the environment alone where there is no service', () => {
    expect(findEnvironment({}, { HOME: '/root' }, { environment: `${file}.none`, config })).to.deep.equal({
      HOME: '/root',
    });
    expect(told).to.equal('');
  });

  it('says what is wrong with a file that was named', () => {
    findEnvironment({ 'environment-file': `${file}.none`, 'hosted-zone': 'other.test' }, {}, usual);
    expect(told).to.equal(
      `warning: environment-file: "${file}.none" cannot be read: there is no such file\n`,
    );
  });
});
