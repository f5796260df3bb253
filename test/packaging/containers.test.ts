// The image's health check, and the examples for Docker, compose and Kubernetes: their configurations are valid, and no pod
// loses its resolver.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { runCli } from '../support/daemon/run-cli.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const compose = read('packaging/docker-compose.yml');
const kubernetes = read('packaging/kubernetes.yaml');
const variablePattern = /\bname: (HEALTHY_DNS_\w+),\s+value: (?:'([^']*)'|"([^"]*)"|([^\s}]+))/g;

function check(environment: Record<string, string>) {
  return runCli(['check'], environment);
}

function variablesIn(yaml: string): Record<string, string> {
  const found = [...yaml.matchAll(variablePattern)];
  return Object.fromEntries(found.map(([, name, ...values]) => [name ?? '', values.find(Boolean) ?? '']));
}

describe('the container image', () => {
  it('is healthy when it serves, whatever its backends do', () => {
    const [, command = ''] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(read('Dockerfile')) ?? [];
    expect(JSON.parse(command)).to.deep.equal(['healthy-dns', 'status', '--serving']);
  });

  it('and the packages install npm packages only from lock files', () => {
    const files = ['Dockerfile', 'Makefile', 'packaging/targets.mk', 'packaging/fetch-arm64.sh'];
    const installing = files.filter((file) => /^[^#]*npm (install|i)\b/m.test(read(file)));
    expect(installing).to.deep.equal([]);
  });
});

describe('docs/containers.md', () => {
  it('has a valid configuration in its first example', () => {
    const [first = ''] = read('docs/containers.md').split('\n```\n\n');
    const variables = [...first.matchAll(/-e (HEALTHY_DNS_\w+)=(?:'([^']*)'|(\S+))/g)];
    expect(variables).to.have.length(3);
    const run = check(
      Object.fromEntries(variables.map(([, name, ...values]) => [name, values.find(Boolean)])),
    );
    expect([run.code, run.stderr]).to.deep.equal([0, '']);
  });
});

describe('packaging/docker-compose.yml', () => {
  it('has a valid configuration', () => {
    const [, names = ''] = /ZONE_RESOLUTIONS: \|\n((?: {8}.*\n)+)/.exec(compose) ?? [];
    const run = check({
      HEALTHY_DNS_HOSTED_ZONE: 'example.test',
      HEALTHY_DNS_NS: '["ns1.example.test"]',
      HEALTHY_DNS_ZONE_RESOLUTIONS: names,
      ...Object.fromEntries(
        [...compose.matchAll(/(HEALTHY_DNS_TEST_\w+): "(.*)"/g)].map(([, name, value]) => [name, value]),
      ),
    });
    expect([run.code, run.stderr]).to.deep.equal([0, '']);
  });
});

describe('packaging/kubernetes.yaml', () => {
  const documents = kubernetes.split('\n---\n');
  const deployment = documents.find((text) => text.includes('kind: Deployment')) ?? '';
  const sidecar = documents.find((text) => text.includes('kind: Pod')) ?? '';

  it('has valid configurations', () => {
    const [, names = ''] = /names\.json: \|\n((?: {4}.*\n?)+)/.exec(kubernetes) ?? [];
    const ofDeployment = variablesIn(deployment);
    expect(Object.keys(ofDeployment)).to.have.length(3);
    const own = check({ ...ofDeployment, HEALTHY_DNS_ZONE_RESOLUTIONS: names });
    expect([own.code, own.stderr]).to.deep.equal([0, '']);
    const ofSidecar = variablesIn(sidecar);
    expect(Object.keys(ofSidecar)).to.have.length(5);
    const beside = check(ofSidecar);
    expect([beside.code, beside.stderr]).to.deep.equal([0, '']);
  });

  it('probes the daemon itself', () => {
    const probes = [...kubernetes.matchAll(/^ +(\w+)Probe:\n +(.*)$/gm)];
    expect(probes.map(([, kind]) => kind)).to.deep.equal(['readiness', 'liveness', 'startup']);
    for (const [, , how] of probes)
      expect(how).to.equal('exec: { command: [healthy-dns, status, --serving] }');
  });

  it("leaves the sidecar's pod its resolver", () => {
    expect(sidecar)
      .to.include('127.0.0.1')
      .and.not.match(/^ *(dnsPolicy|nameservers):/m);
  });
});
