// What receivers refused, over windows that end.

import { expect } from 'chai';
import { HeardNotifications } from '../../src/window/heard-notifications.ts';

const status = (...lost: readonly number[]) => ({
  receivers: lost.map((count) => ({
    receiver: 'https://ntfy.sh/…',
    format: 'ntfy',
    pending: 0,
    lost: count,
  })),
});
const lostIn = (heard: HeardNotifications) => heard.status?.receivers.map(({ lost }) => lost);

describe('HeardNotifications', () => {
  it('passes on what a window says', () => {
    const heard = new HeardNotifications();
    expect(heard.status).to.equal(undefined);
    heard.hear(status(0));
    heard.hear(status(3));
    expect(heard.status).to.deep.equal(status(3));
    heard.hear(undefined);
    expect(heard.status).to.equal(undefined);
  });

  it('goes on counting in the next window, and the one after it', () => {
    const heard = new HeardNotifications();
    heard.hear(status(3));
    heard.windowEnded();
    expect(lostIn(heard)).to.deep.equal([3]);
    heard.hear(status(0));
    expect(lostIn(heard)).to.deep.equal([3]);
    heard.hear(status(2));
    expect(lostIn(heard)).to.deep.equal([5]);
    heard.windowEnded();
    heard.windowEnded();
    heard.hear(status(1));
    expect(lostIn(heard)).to.deep.equal([6]);
  });

  it('counts receivers that look alike together', () => {
    const heard = new HeardNotifications();
    heard.hear(status(3, 4));
    heard.windowEnded();
    heard.hear(status(1, 1));
    expect(lostIn(heard)).to.deep.equal([8, 1]);
  });

  it('knows of others no more than they say', () => {
    const heard = new HeardNotifications();
    heard.hear(status(3));
    heard.windowEnded();
    const other = { receivers: [{ receiver: '/usr/bin/tell', format: 'program', pending: 1, lost: 0 }] };
    heard.hear(other);
    expect(heard.status).to.deep.equal(other);
  });
});
