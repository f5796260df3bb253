// The units for HTTP, held to each other and to the program: what one of them names, the other one must have.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { usualHttpPort } from '../../src/config/settings/read-http.ts';
import { sortInherited } from '../../src/daemon/http-sockets.ts';

const repository = resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const valuesOf = (unit: string, key: string) =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map((match) => match[1]);

describe('healthy-dns-http.socket', () => {
  const socket = read('systemd/healthy-dns-http.socket');
  const service = read('systemd/healthy-dns.service');

  it('listens on loopback only, on the usual port', () => {
    expect(valuesOf(socket, 'ListenStream')).to.deep.equal([
      `127.0.0.1:${usualHttpPort}`,
      `[::1]:${usualHttpPort}`,
    ]);
  });

  it('has a name by which the program knows it', () => {
    const [name = ''] = valuesOf(socket, 'FileDescriptorName');
    expect(sortInherited([{ fd: 3, name }]).forHttp).to.have.length(1);
  });

  it('is taken by the service under its alias, and starts before it', () => {
    expect(valuesOf(service, 'Sockets')).to.deep.equal(valuesOf(socket, 'Alias'));
    expect(valuesOf(service, 'After')[0]).to.include('healthy-dns-http.socket');
  });

  it('belongs to a service that is there, and starts the other one', () => {
    const [name = ''] = valuesOf(socket, 'Service');
    expect(valuesOf(read(`systemd/${name}`), 'Requires')).to.deep.equal(['healthy-dns.service']);
  });

  it('is in the package, not enabled', () => {
    const rules = read('debian/rules');
    expect(rules).to.match(/dh_installsystemd --name=healthy-dns-http --no-enable --no-start/);
    for (const unit of ['healthy-dns-http.socket', 'healthy-dns-http.service'])
      expect(rules).to.include(`cp systemd/${unit} `);
  });
});
