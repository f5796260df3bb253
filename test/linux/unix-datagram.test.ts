// The private pair of sockets; addresses are tested with those who send to them.

import { expect } from 'chai';
import { openSocketPair } from '../../src/linux/unix-datagram.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';

describe('openSocketPair', () => {
  it('opens two ends that hear each other, datagram by datagram', async () => {
    const libc = await requireLibc();
    const pair = openSocketPair(libc);
    if (!pair.ok) throw new Error(pair.problem);
    const [one, two] = pair.value;
    for (const text of ['first', 'second']) libc.write(one, Buffer.from(text), text.length);
    const heard = Buffer.alloc(64);
    expect(heard.toString('utf8', 0, libc.read(two, heard, heard.length))).to.equal('first');
    expect(heard.toString('utf8', 0, libc.read(two, heard, heard.length))).to.equal('second');
    expect(libc.read(two, heard, heard.length)).to.equal(-1);
    for (const fd of pair.value) libc.close(fd);
  });
});
