// Ways to the service manager: which one is taken, and that it arrives.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { loadSendState } from '../../src/systemd/load-send-state.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import {
  openUnixDatagramReceiver,
  type UnixDatagramReceiver,
} from '../support/daemon/unix-datagram-receiver.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const addonName = `notify-${process.versions.modules}.node`;

/** What sd-notify's installation compiled on this machine, or nothing where it could not. */
function compiledAddon(): string | undefined {
  try {
    const index = createRequire(import.meta.url).resolve('sd-notify');
    return join(dirname(index), 'build/Release/notify.node');
  } catch {
    return undefined;
  }
}

describe('loadSendState', () => {
  const addon = compiledAddon();
  let receiver: UnixDatagramReceiver;

  before(async function () {
    if (addon === undefined) return this.skip();
    receiver = await openUnixDatagramReceiver();
    process.env['NOTIFY_SOCKET'] = receiver.path;
  });

  after(() => {
    delete process.env['NOTIFY_SOCKET'];
    receiver?.close();
  });

  async function expectArrival(send: ((state: string) => void) | undefined, text: string): Promise<void> {
    send?.(text);
    await until(`"${text}" arrives`, () => receiver.texts.at(-1) === text);
  }

  it('sends through the prebuilt addon of this Node where there is one', async () => {
    const directory = makeTemporaryDirectory();
    copyFileSync(addon ?? '', join(directory, addonName));
    const loadedBefore = new Set(loadedFiles());
    await expectArrival(await loadSendState([directory]), 'STATUS=by the prebuilt addon');
    expect(loadedFiles().filter((file) => !loadedBefore.has(file))).to.include(join(directory, addonName));
  });

  it('searches the directories in order and skips those that are empty or absent', async () => {
    const [empty, full] = [makeTemporaryDirectory(), makeTemporaryDirectory()];
    copyFileSync(addon ?? '', join(full, addonName));
    const send = await loadSendState([join(empty, 'absent'), empty, full]);
    await expectArrival(send, 'STATUS=from the third directory');
  });

  const damages: Readonly<Record<string, (file: string) => void>> = {
    'is empty': (file) => writeFileSync(file, ''),
    'is text': (file) => writeFileSync(file, 'not a library at all\n'),
    'is cut off': (file) => writeFileSync(file, Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')),
    'is a directory': (file) => mkdirSync(file),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`falls through to the sd-notify package when the prebuilt addon ${what}`, async () => {
      const directory = makeTemporaryDirectory();
      damage(join(directory, addonName));
      await expectArrival(await loadSendState([directory]), `STATUS=although it ${what}`);
    });
  }

  it('sends text unchanged: percent signs, many lines, and letters beyond ASCII', async () => {
    const send = await loadSendState([]);
    await expectArrival(send, 'RELOADING=1\nMONOTONIC_USEC=123');
    await expectArrival(send, 'STATUS=100 %s %n %d, Grüße, 例え.test');
  });

  it('does not fail when nobody listens on the notify socket', async () => {
    const send = await loadSendState([]);
    process.env['NOTIFY_SOCKET'] = '/nonexistent/notify';
    expect(() => send?.('READY=1')).not.to.throw();
    process.env['NOTIFY_SOCKET'] = receiver.path;
  });

  it('has an alternative: libsystemd through koffi', async function () {
    const send = (await requireLibc()).loadSdNotify();
    if (send === undefined) return this.skip();
    await expectArrival((state) => void send(state), 'STATUS=%s by libsystemd');
  });
});

function loadedFiles(): string[] {
  const report = process.report.getReport() as unknown as { sharedObjects: string[] };
  return report.sharedObjects;
}
