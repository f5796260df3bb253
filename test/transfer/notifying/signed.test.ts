// Secondaries with a key: what they are told and asked is signed, and what they reply counts only if it is, too.

import { createSecretKey } from 'node:crypto';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import { checkRequest } from '../../../src/tsig/check-request.ts';
import { signRequest } from '../../../src/tsig/sign-request.ts';
import type { TsigKey } from '../../../src/tsig/tsig-key.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { type Heard, type ScriptedSecondary, startSecondary } from '../../support/dns/scripted-secondary.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';
import { FollowedWorld } from '../../support/worlds/followed-world.ts';

const apex = nameOf('example.test');
const keyWith = (octet: number): TsigKey => ({
  name: nameOf('xfr'),
  algorithm: 'hmac-sha256',
  secret: createSecretKey(Buffer.alloc(32, octet)),
});
const key = keyWith(1);

/** Signs the reply as the request was signed, with whichever key the secondary has. */
function signWith(theirs: TsigKey) {
  return (reply: Buffer, { octets }: Heard): Buffer => {
    const checked = checkRequest(octets, new Map([[theirs.name, theirs]]), systemClock);
    if (checked.kind === 'bad') return Buffer.from(checked.reply ?? expect.fail('there is something to say'));
    if (checked.kind === 'unsigned') expect.fail('it is signed');
    const signed = Buffer.alloc(reply.length + checked.replies.octets);
    reply.copy(signed);
    return signed.subarray(0, checked.replies.sign(signed, reply.length));
  };
}

describe('a secondary with a key', () => {
  const atEnd = runAfterEach();

  async function start(
    spoil: ((reply: Buffer, heard: Heard) => Buffer) | undefined,
    keys: readonly TsigKey[] = [key],
  ): Promise<{ secondary: ScriptedSecondary; world: FollowedWorld }> {
    const secondary = await startSecondary({ soa: () => 1, ...(spoil && { spoil }) });
    atEnd(() => secondary.close());
    const world = new FollowedWorld({
      transfer: {
        allow: [],
        notify: [{ endpoint: secondary.endpoint, key: key.name }],
        notifiesServers: false,
      },
      keys,
      sign: (message, by) => signRequest(message, by, systemClock),
    });
    atEnd(() => world.stop());
    return { secondary, world };
  }

  const zoneOf = ({ followers }: FollowedWorld) =>
    followers.secondaries.ofZone(apex)[0]?.zones.get(apex) ?? expect.fail();

  it('is told and asked with signatures that it can check', async () => {
    const { secondary, world } = await start(signWith(key));
    await until('it is settled', () => zoneOf(world).isSettled);
    const kinds = secondary.heard.map(
      ({ octets }) => checkRequest(octets, new Map([[key.name, key]]), systemClock).kind,
    );
    expect(new Set(kinds)).to.deep.equal(new Set(['good']));
  });

  const notBelieved = {
    'without a signature': undefined,
    'with the signature of another secret': signWith(keyWith(2)),
    'changed after it was signed': (reply: Buffer, heard: Heard) => {
      const signed = signWith(key)(reply, heard);
      signed.writeUInt8(signed.readUInt8(3) ^ 0x10, 3);
      return signed;
    },
    'with the signature of an earlier reply': (() => {
      let first: Buffer | undefined;
      return (reply: Buffer, heard: Heard) => {
        const signed = signWith(key)(reply, heard);
        first ??= signed;
        const old = Buffer.from(first);
        old.writeUInt16BE(heard.octets.readUInt16BE(0) ^ (first === signed ? 1 : 0), 0);
        return old;
      };
    })(),
  };
  for (const [what, spoil] of Object.entries(notBelieved)) {
    it(`is not believed a reply ${what}`, async () => {
      const { secondary, world } = await start(spoil);
      await until('it is told again', () => secondary.notifies().length >= 2);
      expect([zoneOf(world).lastNotify?.reply, zoneOf(world).held]).to.deep.equal([undefined, undefined]);
    });
  }

  it('is sent nothing at all while the key is missing', async () => {
    const { secondary, world } = await start(signWith(key), []);
    const witness = await startSecondary({ soa: () => 1 });
    atEnd(() => witness.close());
    const peers = [{ endpoint: secondary.endpoint, key: key.name }, { endpoint: witness.endpoint }];
    world.configure({ allow: [], notify: peers, notifiesServers: false });
    await until('the other is told', () => witness.notifies().length > 0);
    expect(secondary.heard).to.deep.equal([]);
  });
});
