// The environment file of a daemon: found, read, merged, and what may be in its place.

import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import {
  chosenEnvironmentFile,
  loadEnvironmentFile,
  mergeEnvironment,
  namesZone,
} from '../../../src/config/sources/environment-file.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

describe('the environment file', () => {
  const directory = makeTemporaryDirectory();
  const path = join(directory, 'default');
  const load = (content: string | Uint8Array) => {
    writeFileSync(path, content);
    return loadEnvironmentFile(path);
  };

  it('has our own variables and those of the older images, and no others', () => {
    const { variables, findings, problem } = load(
      'PATH=/x\nexport HEALTHY_DNS_TTL=5\nDNS_PORT=53\nNODE_OPTIONS=x\n',
    );
    expect(variables).to.deep.equal({ HEALTHY_DNS_TTL: '5', DNS_PORT: '53' });
    expect([findings, problem]).to.deep.equal([[], undefined]);
  });

  it('may begin with a byte order mark', () => {
    expect(load('\ufeffHEALTHY_DNS_TTL=5\n').variables).to.deep.equal({ HEALTHY_DNS_TTL: '5' });
  });

  it('warns once of ignored lines, and names the first', () => {
    const { findings } = load('HEALTHY_DNS_TTL: 5\nHEALTHY_DNS_PORT 53\n');
    expect(findings.map(printFinding)).to.deep.equal([
      `warning: ${path}:1: is ignored: it is not NAME=value; so is 1 more line`,
    ]);
  });

  it('cannot name another one', () => {
    const { variables, findings } = load('HEALTHY_DNS_ENVIRONMENT_FILE=/elsewhere\n');
    expect(variables).to.deep.equal({});
    expect(findings.map(printFinding)[0]).to.include('HEALTHY_DNS_ENVIRONMENT_FILE');
  });

  it('is a problem when it is missing, and says that it is', () => {
    const { problem, isMissing } = loadEnvironmentFile(join(directory, 'none'));
    expect(problem?.message).to.equal(`"${join(directory, 'none')}" cannot be read: there is no such file`);
    expect(isMissing).to.equal(true);
  });

  const obstacles: readonly (readonly [string, (at: string) => void, string])[] = [
    ['a directory', (at) => mkdirSync(at), 'not a file'],
    ['a pipe that nobody writes into', (at) => execFileSync('mkfifo', [at]), 'not a file'],
    [
      'not UTF-8',
      (at) => writeFileSync(at, Buffer.from('HEALTHY_DNS_NS=\xe4\n', 'latin1')),
      'it is not UTF-8',
    ],
    [
      'larger than any environment',
      (at) => {
        writeFileSync(at, '');
        truncateSync(at, 5 * 1024 * 1024);
      },
      'it is larger than the limit',
    ],
  ];
  for (const [what, make, reason] of obstacles) {
    it(`is a problem when it is ${what}`, () => {
      const at = join(directory, what.replaceAll(' ', '-'));
      make(at);
      const { problem, variables, isMissing } = loadEnvironmentFile(at);
      expect(problem?.message).to.include(reason);
      expect([variables, isMissing]).to.deep.equal([{}, false]);
    });
  }

  it('loses to variables that are set, unless they are blank', () => {
    const file = load('HEALTHY_DNS_TTL=5\nHEALTHY_DNS_PORT=53\nHEALTHY_DNS_RISE=2\n');
    const merged = mergeEnvironment(file, { HEALTHY_DNS_TTL: '9', HEALTHY_DNS_PORT: ' ', HOME: '/root' });
    expect(merged).to.deep.equal({
      HEALTHY_DNS_TTL: '9',
      HEALTHY_DNS_PORT: '53',
      HEALTHY_DNS_RISE: '2',
      HOME: '/root',
    });
  });

  it('is named by its flag, else by its variable, else not at all', () => {
    const environment = { HEALTHY_DNS_ENVIRONMENT_FILE: '/a' };
    expect(chosenEnvironmentFile({ 'environment-file': '/b' }, environment)).to.equal('/b');
    expect(chosenEnvironmentFile({}, environment)).to.equal('/a');
    expect(chosenEnvironmentFile({}, { HEALTHY_DNS_ENVIRONMENT_FILE: '' })).to.equal(undefined);
    expect(chosenEnvironmentFile({}, {})).to.equal(undefined);
  });

  it('is not needed where a flag or a variable says which zone it is about', () => {
    expect(namesZone({ 'hosted-zone': 'a.test' }, {})).to.equal(true);
    expect(namesZone({}, { DNS_HOSTED_ZONE: 'a.test' })).to.equal(true);
    expect(namesZone({ ttl: '5' }, { HEALTHY_DNS_LOG_LEVEL: 'debug', HEALTHY_DNS_NS: '' })).to.equal(false);
  });
});
