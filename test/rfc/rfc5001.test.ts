// RFC 5001: DNS Name Server Identifier (NSID) Option

import { hostname } from 'node:os';
import { expect } from 'chai';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { askStrictly, transports } from '../support/dns/ask-strictly.ts';
import { makeQuery, type QuerySettings } from '../support/dns/dns-client.ts';

const nsidCode = 3;
const names = { www: ['192.0.2.1'] };

describe('RFC 5001', () => {
  let server: ReloadableDaemon;
  before(async () => {
    server = await startReloadableDaemon({ names, flags: { 'server-id': 'ns1.fra' } });
  });
  after(stopDaemons);

  const ask = async (name: string, data: Uint8Array | undefined, settings: QuerySettings = {}) => {
    const options: readonly (readonly [number, Uint8Array])[] = data === undefined ? [] : [[nsidCode, data]];
    const query = makeQuery(name, { edns: { options }, ...settings });
    const replies = await Promise.all(transports.map((one) => askStrictly(one, server.port, query)));
    const told = replies.map(({ message }) => {
      const opt = message.additionals.find(({ type }) => type === 41)?.data ?? Buffer.alloc(0);
      const at = opt.readUInt16BE(0) === nsidCode ? 4 : -1;
      return at < 0 ? undefined : opt.toString('latin1', at, at + opt.readUInt16BE(2));
    });
    expect(told[0], 'the same over both').to.equal(told[1]);
    return told[0];
  };
  const nothing = new Uint8Array();

  it('§2.1: is asked for by an option without data, and §2.2 answered by one with the name of the server', async () => {
    expect(await ask('www.example.test', nothing)).to.equal('ns1.fra');
  });

  it('§2.2: stands in errors too', async () => {
    expect(await ask('elsewhere.test', nothing)).to.equal('ns1.fra');
    expect(await ask('absent.example.test', nothing)).to.equal('ns1.fra');
  });

  it('§2.2: is not sent unasked', async () => {
    const query = makeQuery('www.example.test', { edns: {} });
    const { message } = await askStrictly('udp', server.port, query);
    expect(message.additionals.find(({ type }) => type === 41)?.data).to.have.lengthOf(0);
  });

  it('§2.1: is told to who sends data with its question, which means nothing', async () => {
    expect(await ask('www.example.test', Uint8Array.of(1, 2, 3))).to.equal('ns1.fra');
  });

  it('§3.1: is what the operator says, from the next reload on: octets, the host name, or nothing', async () => {
    for (const [id, expected] of [
      ['0x00ff', '\0\xff'],
      ['hostname', hostname()],
    ] as const) {
      expect((await server.reload({ names, flags: { 'server-id': id } })).ok).to.equal(true);
      expect(await ask('www.example.test', nothing)).to.equal(expected);
    }
    expect((await server.reload({ names })).ok).to.equal(true);
    const query = makeQuery('www.example.test', { edns: { options: [[nsidCode, nothing]] } });
    const { message } = await askStrictly('udp', server.port, query);
    expect(message.additionals.find(({ type }) => type === 41)?.data).to.have.lengthOf(0);
  });
});
