// README.md and docs/dnssec.md: what a new user types first works as written.

import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const root = resolve(import.meta.dirname, '../../..');
const program = join(root, 'dist/src/bin/entry.js');

/** The code blocks of a document without a language. */
function blocksOf(path: string): string[] {
  const blocks = readFileSync(join(root, path), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...blocks].filter(([, language]) => language === '').map(([, , text = '']) => text);
}

/** In a shell that finds the program by name. */
function type(lines: string, variables: Record<string, string> = {}) {
  const folder = makeTemporaryDirectory();
  const wrapper = `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`;
  writeFileSync(join(folder, 'healthy-dns'), wrapper, { mode: 0o755 });
  return spawnSync('sh', ['-e', '-c', lines], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env['PATH']}`, ...variables },
    timeout: 30_000,
  });
}

describe('README.md', () => {
  const step = blocksOf('README.md').find((text) => text.startsWith('npx healthy-dns --')) ?? '';

  it('has an example zone without findings', () => {
    const { status, stdout, stderr } = type(step.replace(/^npx healthy-dns/, 'healthy-dns check'));
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^\$ORIGIN example\.com\.\n/);
  });

  it('has a configuration file without findings, and master files beside it', () => {
    const directory = makeTemporaryDirectory();
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    writeFileSync(join(directory, 'new.yaml'), /^```yaml\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '');
    const zoneFile = '@ 300 SOA ns.example. mail 1 2 2 2 2\n@ 300 NS ns.example.\n';
    writeFileSync(join(directory, 'example.com.zone'), '@ 300 MX 10 mail\nmail 300 A 192.0.2.25\n');
    writeFileSync(join(directory, 'example.org.zone'), zoneFile);
    const { status, stdout, stderr } = type(`healthy-dns check '${directory}/new.yaml'`);
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout.match(/^\$ORIGIN .*$/gm)).to.deep.equal(['$ORIGIN example.com.', '$ORIGIN example.org.']);
  });

  it('has commands that the program knows for the demo, and the directory of the demo', () => {
    const lines = blocksOf('README.md').find((text) => text.includes('healthy-dns-demo')) ?? '';
    const words = [...lines.matchAll(/^npx healthy-dns (\w+) --runtime-directory (\S+)/gm)];
    expect(words.map(([, command]) => command)).to.deep.equal(['status', 'top']);
    for (const [, command, directory] of words) {
      expect(directory).to.equal('/tmp/healthy-dns-demo');
      expect(type(`healthy-dns ${command} --help`).stdout).to.contain(`healthy-dns ${command}`);
    }
  });

  it('names the program so that npx finds it in a built checkout', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly bin: Readonly<Record<string, string>>;
    };
    expect(step.split(' ')[1]).to.be.oneOf(Object.keys(manifest.bin));
    expect(resolve(root, manifest.bin['healthy-dns'] ?? '')).to.equal(program);
  });
});

describe('docs/dnssec.md', () => {
  it('begins with commands that make a key, sign with it and print the DS', () => {
    const directory = makeTemporaryDirectory();
    const [first = ''] = blocksOf('docs/dnssec.md');
    const { status, stdout, stderr } = type(first.replaceAll('/etc/healthy-dns', directory), {
      HEALTHY_DNS_HOSTED_ZONE: 'example.com',
      HEALTHY_DNS_NS: '["ns1.example.com"]',
      HEALTHY_DNS_ZONE_RESOLUTIONS: '{"ns1": ["192.0.2.53"]}',
    });
    expect(status, stderr).to.equal(0);
    expect(stdout)
      .to.include('\tDNSKEY\t')
      .and.include('\tRRSIG\t')
      .and.match(/^example\.com\.\tIN\tDS\t/m);
    expect(statSync(join(directory, 'dnssec.pem')).mode & 0o777).to.equal(0o600);
  });
});
