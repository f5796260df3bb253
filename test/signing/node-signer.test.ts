// The signatures of one name: made when they must be, kept when they can be.

import { expect } from 'chai';
import { linkNames } from '../../src/signing/denial-chain.ts';
import { type Assignment, NodeSigner } from '../../src/signing/node-signer.ts';
import { deriveSignatureTimes } from '../../src/signing/signature-times.ts';
import { signZone } from '../../src/signing/zone-signer.ts';
import type { Name } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import type { SignedNode, Zone } from '../../src/zone/zone.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { everyShape, nowSeconds, settingsOf, zoneOf } from '../support/worlds/signed-world.ts';

const www = nameOf('www.example.test');
const settings = settingsOf();

async function sign(name: Name, assignment: Partial<Assignment> = {}): Promise<SignedNode> {
  const zone = assignment.zone ?? zoneOf();
  const links = await linkNames(settings.kind, zone);
  return new NodeSigner({ zone, settings, nowSeconds, ...assignment }).sign(name, links.get(name));
}

describe('NodeSigner', () => {
  let previous: Zone;
  let earlier: SignedNode | undefined;
  beforeEach(async () => {
    previous = await signZone(zoneOf(), settings, nowSeconds);
    earlier = previous.security?.nodes.get(www);
  });

  it('signs every RRset and the denial record', async () => {
    const { signatures, denial } = await sign(www);
    expect([...signatures.keys()]).to.have.members([RecordType.A, RecordType.AAAA]);
    expect(denial?.rrset.type).to.equal(RecordType.NSEC);
  });

  it('has nothing to sign at an empty non-terminal with NSEC', async () => {
    const { signatures, denial } = await sign(nameOf('deep.name.example.test'));
    expect(signatures.size).to.equal(0);
    expect(denial).to.equal(undefined);
  });

  it('keeps signatures of the same records', async () => {
    const node = await sign(www, { previous, nowSeconds: nowSeconds + 60 });
    expect(node).to.deep.equal(earlier);
  });

  it('signs changed records, and keeps the signature of others at the name', async () => {
    const zone = zoneOf({ ...everyShape, www: ['192.0.2.7', '2001:db8::1'] });
    const { signatures } = await sign(www, { zone, previous, nowSeconds: nowSeconds + 60 });
    expect(signatures.get(RecordType.A)).not.to.deep.equal(earlier?.signatures.get(RecordType.A));
    expect(signatures.get(RecordType.AAAA)).to.equal(earlier?.signatures.get(RecordType.AAAA));
  });

  it('keeps none that is due, or will be within the given time', async () => {
    const { lifeSeconds, reserveSeconds } = deriveSignatureTimes(previous.timing);
    const due = await sign(www, { previous, nowSeconds: nowSeconds + lifeSeconds - reserveSeconds });
    const soon = await sign(www, { previous, aheadSeconds: lifeSeconds });
    for (const { signatures } of [due, soon])
      expect(signatures.get(RecordType.A)).not.to.equal(earlier?.signatures.get(RecordType.A));
  });

  it('keeps none by another key', async () => {
    const other = settingsOf('nsec', signingKey(13, 7));
    const { signatures } = await sign(www, { previous, settings: other });
    expect(signatures.get(RecordType.A)).not.to.deep.equal(earlier?.signatures.get(RecordType.A));
  });
});
