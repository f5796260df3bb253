// When the log says that a certificate expires.

import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import { CertificateWatch } from '../../src/daemon/certificate-watch.ts';
import type { TlsIdentity } from '../../src/serving/tls-identity.ts';
import { makeKeyPem } from '../support/dns/tls-client.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger, type LogEntry } from '../support/recording-logger.ts';

const daySeconds = 86_400;
const privateKey = createPrivateKey(makeKeyPem());

describe('CertificateWatch', () => {
  let clock: FakeClock;
  let entries: readonly LogEntry[];
  let watch: CertificateWatch;

  beforeEach(() => {
    clock = new FakeClock();
    const recording = createRecordingLogger();
    entries = recording.entries;
    watch = new CertificateWatch(clock, recording.logger);
  });

  function identity(days: number, fingerprint = 'a'): TlsIdentity {
    const expiresSeconds = clock.wall + days * daySeconds;
    return {
      chain: '',
      privateKey,
      certificate: { names: ['ns1.test'], expiresSeconds, fingerprint, keyKind: 'ECDSA P-256' },
    };
  }
  /** By the minute. */
  function pass(days: number): void {
    for (let minutes = days * 24 * 60; minutes > 0; minutes--) {
      clock.wall += 60;
      clock.advance(60_000);
    }
  }
  const events = () => entries.map(({ fields }) => String(fields.event).replace('certificate-', ''));

  it('says nothing until 14 days before, then so once a day, and then that it has happened', () => {
    watch.apply(identity(17));
    pass(2.9);
    expect(events()).to.deep.equal([]);
    pass(0.2);
    expect(events()).to.deep.equal(['expiring']);
    pass(1);
    expect(events()).to.deep.equal(['expiring', 'expiring']);
    pass(14);
    expect(events().slice(-2)).to.deep.equal(['expired', 'expired']);
    expect(events()).to.have.length.within(15, 17);
  });

  it('does not begin anew with a reload of the same, and does with another', () => {
    watch.apply(identity(5));
    watch.apply(identity(5));
    expect(events()).to.have.length(1);
    watch.apply(identity(5, 'b'));
    expect(events()).to.have.length(2);
    watch.apply(identity(90, 'c'));
    pass(2);
    expect(events().slice(2)).to.deep.equal(['renewed']);
  });

  it('says that one is renewed only where it was said to expire', () => {
    watch.apply(identity(90));
    watch.apply(identity(91, 'b'));
    expect(events()).to.deep.equal([]);
    watch.apply(identity(5, 'c'));
    watch.apply(undefined);
    watch.apply(identity(90, 'd'));
    expect(events()).to.deep.equal(['expiring', 'renewed']);
    expect(entries[1]?.message).to.equal(
      'there is no DNS over TLS any more, and no certificate that expires',
    );
  });

  it('is quiet without a certificate, and leaves no timer behind', () => {
    watch.apply(identity(5));
    watch.apply(undefined);
    expect(clock.timerCount).to.equal(0);
    watch.apply(identity(5, 'b'));
    watch.stop();
    expect(clock.timerCount).to.equal(0);
  });

  const words: readonly (readonly [number, string])[] = [
    [0.5, 'expires within a day'],
    [1.5, 'expires in 1 day;'],
    [13.5, 'expires in 13 days;'],
    [-1, 'has expired;'],
  ];
  for (const [days, text] of words)
    it(`says "${text}" ${days} days before`, () => {
      watch.apply(identity(days));
      expect(entries[0]?.message).to.include(text).and.include('(ns1.test)');
    });
});
