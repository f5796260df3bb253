// Sending where the kernel refuses: said once, survived, and others still hear us.

import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import { writeNotify } from '../../../src/transfer/notifying/notify-message.ts';
import { PeerSockets } from '../../../src/transfer/notifying/peer-sockets.ts';
import { parseEndpoint } from '../../../src/wire/endpoint.ts';
import { makeZone } from '../../support/dns/make-zone.ts';
import { startSecondary } from '../../support/dns/scripted-secondary.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const message = writeNotify(1, makeZone({}));
/** To all, which a socket may only with SO_BROADCAST: EACCES. */
const refused = parseEndpoint('255.255.255.255:53');

describe('PeerSockets', () => {
  const atEnd = runAfterEach();

  function open() {
    const { logger, entries } = createRecordingLogger();
    const received: Uint8Array[] = [];
    const sockets = new PeerSockets({
      clock: systemClock,
      logger,
      onMessage: (octets) => void received.push(octets),
    });
    atEnd(() => sockets.close());
    return { sockets, entries, received };
  }

  it('say once what cannot be sent and why, and go on', async () => {
    const { sockets, entries, received } = open();
    for (let i = 0; i < 200; i++) sockets.send(message, refused ?? expect.fail());
    await until('that is said', () => entries.length > 0);
    const secondary = await startSecondary({});
    atEnd(() => secondary.close());
    sockets.send(message, secondary.endpoint);
    await until('another replies', () => received.length > 0);
    expect(entries.map(({ fields, level }) => [level, fields.event, fields['reason']])).to.deep.equal([
      ['warning', 'notify-unsent', 'EACCES'],
    ]);
    expect(entries[0]?.message).to.include('cannot send to the secondary 255.255.255.255:53: EACCES');
  });

  it('send nothing any more once they are closed', async () => {
    const { sockets, entries } = open();
    const secondary = await startSecondary({});
    atEnd(() => secondary.close());
    sockets.send(message, secondary.endpoint);
    sockets.close();
    sockets.send(message, secondary.endpoint);
    await new Promise((resolve) => setImmediate(resolve));
    expect(entries).to.deep.equal([]);
  });
});
