import { expect } from 'chai';
import { Archive } from '../../../src/window/history/archive.ts';
import { Past } from '../../../src/window/history/past.ts';
import { QueryMinutes } from '../../../src/window/history/query-minutes.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const subject = { kind: 'target', key: 'tcp 192.0.2.1:80' } as const;

describe('Past', () => {
  it('lets whoever asks hear of a bug, and nobody else', async () => {
    const archive = Archive.inMemory();
    archive.read = () => Promise.reject(new Error('a bug'));
    const past = new Past({
      clock: new FakeClock(),
      archive: () => archive,
      queryMinutes: new QueryMinutes(),
      isStalled: () => false,
    });
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const span = { fromSeconds: 0, toSeconds: 3600, pointsMax: 10 };
    const problem = await past.series(subject, span).catch((error: unknown) => String(error));
    expect(problem).to.include('a bug');
    // One that nobody handles ends the thread.
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
  });
});
