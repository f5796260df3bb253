// The addresses of a host in a file such as /etc/hosts.

import { expect } from 'chai';
import { findInHostsFile } from '../../src/hosts/hosts-file.ts';

const file = `127.0.0.1 localhost
192.0.2.1\tApp.example.net  app # a comment with other
  192.0.2.2 app
2001:db8::1 app
300.0.0.1 app
192.0.2.1 app
#192.0.2.9 app
192.0.2.3 application other-app
`;

describe('findInHostsFile', () => {
  const found = (host: string) => findInHostsFile(file, host).map(({ text }) => text);

  it('finds all lines of a host, each address once', () => {
    expect(found('app')).to.deep.equal(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  });
  it('ignores the case of letters', () => expect(found('app.example.net')).to.deep.equal(['192.0.2.1']));
  it('ignores comments', () => expect(found('other')).to.deep.equal([]));
  it('knows no part of a name', () => expect(found('example.net')).to.deep.equal([]));
});
