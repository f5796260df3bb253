// Who may have a zone, and by which road.

import { expect } from 'chai';
import type { TransferSettings } from '../../../src/config/zones/transfer-settings.ts';
import { mayTransfer } from '../../../src/transfer/outgoing/may-transfer.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';
import { makeTsigKey } from '../../support/dns/make-tsig-key.ts';

const settingsOf = (allow: readonly unknown[]): TransferSettings => {
  const { transfer } = configOf({ transfer: JSON.stringify({ allow }) });
  if (transfer === undefined) throw new Error('it has none');
  return transfer;
};
const peer = { address: { family: 4, text: '192.0.2.54' }, port: 1053, key: undefined } as const;
const signed = { ...peer, key: makeTsigKey({ name: 'xfr.' }) };

describe('mayTransfer', () => {
  it('lets in over TLS whom it lets in over TCP', () => {
    const settings = settingsOf(['192.0.2.54']);
    for (const transport of ['tcp', 'tls'] as const)
      expect(mayTransfer(settings, peer, transport), transport).to.equal(true);
  });

  it('lets in over nothing but TLS where an entry says so, by key or address', () => {
    for (const [entry, who] of [
      [{ key: 'xfr.', tls: true }, signed],
      [{ address: '192.0.2.0/24', tls: true }, peer],
    ] as const) {
      const settings = settingsOf([entry]);
      expect(mayTransfer(settings, who, 'tls')).to.equal(true);
      for (const transport of ['tcp', 'udp'] as const)
        expect(mayTransfer(settings, who, transport), transport).to.equal(false);
    }
  });

  it('asks for no TLS where an entry says false', () =>
    expect(mayTransfer(settingsOf([{ address: '192.0.2.54', tls: false }]), peer, 'tcp')).to.equal(true));

  it('is not open to everybody who has TLS', () => {
    expect(findingsOf({ transfer: '{"allow": [{"tls": true}]}' }).join()).to.include('lets in everybody');
    expect(findingsOf({ transfer: '{"allow": [{"address": "192.0.2.1", "tls": "yes"}]}' }).join()).to.include(
      'write true or false',
    );
  });
});
