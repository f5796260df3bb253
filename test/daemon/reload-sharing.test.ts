// A reload that only changes who may have zones, and who may change them: it takes effect at once, and no serial moves.

import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryTcp } from '../support/dns/dns-client.ts';

const refused = 5;

const settingsOf = (transfer?: string) => ({
  names: { www: ['192.0.2.1'] },
  aliases: ['alias.test'],
  flags: { catalog: 'catalog.test', ...(transfer !== undefined && { transfer }) },
});

const forUs = '{"allow": ["127.0.0.0/8"]}';
const forOthers = '{"allow": ["192.0.2.54"]}';

describe('a reload that changes who follows zones', () => {
  afterEach(stopDaemons);

  /** The response code and how many records came. */
  async function transfer({ port }: ReloadableDaemon, apex: string): Promise<readonly [number, number]> {
    const { code, answers } = await queryTcp(port, apex, { type: RecordType.AXFR });
    return [code, answers.length];
  }

  it('lets them in and out', async () => {
    const server = await startReloadableDaemon(settingsOf());
    const serialOf = () =>
      server.daemon.zones.filter(({ isPrivate }) => isPrivate !== true).map(({ serial }) => serial);
    const serials = serialOf();
    expect(await transfer(server, 'example.test')).to.deep.equal([refused, 0]);
    for (const [settings, codes] of [
      [forUs, [0, 0, 0]],
      [forOthers, [refused, refused, refused]],
      [forUs, [0, 0, 0]],
    ] as const) {
      expect((await server.reload(settingsOf(settings))).ok).to.equal(true);
      const replies: number[] = [];
      for (const apex of ['example.test', 'alias.test', 'catalog.test'])
        replies.push((await transfer(server, apex))[0]);
      expect(replies, settings).to.deep.equal(codes);
      expect(serialOf()).to.deep.equal(serials);
    }
  });

  it('hands out all of a catalog, which nobody else sees', async () => {
    const server = await startReloadableDaemon(settingsOf(forUs));
    const { answers } = await queryTcp(server.port, 'catalog.test', { type: RecordType.AXFR });
    const types = answers.map((record) => record.split(' ')[2]);
    expect(types).to.have.members(['SOA', 'NS', 'TXT', 'PTR', 'PTR', 'SOA']);
  });
});
