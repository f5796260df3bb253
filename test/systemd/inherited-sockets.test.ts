// What is read from LISTEN_FDS and its companions, and what is left of them.

import { expect } from 'chai';
import { takeInheritedSockets } from '../../src/systemd/inherited-sockets.ts';

const pid = 4321;

function take(environment: NodeJS.ProcessEnv) {
  return takeInheritedSockets(environment, pid);
}

describe('takeInheritedSockets', () => {
  it('numbers sockets from 3 on and names them in order', () => {
    const taken = take({ LISTEN_FDS: '3', LISTEN_PID: String(pid), LISTEN_FDNAMES: 'dns:dns:extra' });
    expect(taken).to.deep.equal({
      ok: true,
      value: [
        { fd: 3, name: 'dns' },
        { fd: 4, name: 'dns' },
        { fd: 5, name: 'extra' },
      ],
    });
  });

  it('finds none where nothing is inherited', () => {
    expect(take({})).to.deep.equal({ ok: true, value: [] });
    expect(take({ LISTEN_FDS: '0', LISTEN_PID: String(pid) })).to.deep.equal({ ok: true, value: [] });
  });

  it('calls sockets without a name "unknown", as sd_listen_fds_with_names(3) does', () => {
    const taken = take({ LISTEN_FDS: '2', LISTEN_PID: String(pid), LISTEN_FDNAMES: 'dns' });
    expect(taken.ok && taken.value.map(({ name }) => name)).to.deep.equal(['dns', 'unknown']);
  });

  it('ignores names beyond the number of sockets', () => {
    const taken = take({ LISTEN_FDS: '1', LISTEN_PID: String(pid), LISTEN_FDNAMES: 'a:b:c' });
    expect(taken.ok && taken.value).to.deep.equal([{ fd: 3, name: 'a' }]);
  });

  for (const forPid of ['4322', '1', '0', '', 'me', '-4321']) {
    it(`leaves sockets alone that are meant for the process "${forPid}"`, () => {
      expect(take({ LISTEN_FDS: '2', LISTEN_PID: forPid })).to.deep.equal({ ok: true, value: [] });
    });
  }

  it('ignores the count when the sockets are for another process', () => {
    expect(take({ LISTEN_FDS: 'many', LISTEN_PID: '1' }).ok).to.equal(true);
  });

  for (const count of [
    '',
    'two',
    '-1',
    '1.5',
    '0x2',
    '2 ',
    ' 2',
    '1e1',
    'NaN',
    '1025',
    '99999999999999999999',
  ]) {
    it(`refuses LISTEN_FDS="${count}" in words that say so`, () => {
      const taken = take({ LISTEN_FDS: count, LISTEN_PID: String(pid) });
      expect(taken.ok ? '' : taken.problem).to.include(`LISTEN_FDS is "${count}"`);
    });
  }

  for (const forPid of [String(pid), '1']) {
    it(`takes the variables out of the environment when LISTEN_PID is ${forPid}, and nothing else`, () => {
      const environment = {
        LISTEN_FDS: '1',
        LISTEN_PID: forPid,
        LISTEN_FDNAMES: 'dns',
        LISTEN_PIDFDID: '77',
        NOTIFY_SOCKET: '/run/notify',
      };
      take(environment);
      expect(environment).to.deep.equal({ NOTIFY_SOCKET: '/run/notify' });
    });
  }

  it('removes malformed variables from the environment, too', () => {
    const environment = { LISTEN_FDS: 'two', LISTEN_PID: String(pid) };
    take(environment);
    expect(environment).to.deep.equal({});
  });
});
