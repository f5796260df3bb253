import { expect } from 'chai';
import type { NotifyFormat } from '../../../../src/config/settings/notify-receiver.ts';
import type { Happening } from '../../../../src/window/model/news.ts';
import type { Message } from '../../../../src/window/telling/formats/message.ts';
import { writeBody } from '../../../../src/window/telling/formats/write-body.ts';
import { findChanges } from '../../../../src/window/telling/standing/find-changes.ts';
import { Standings } from '../../../../src/window/telling/standing/standings.ts';
import { composeTidings } from '../../../../src/window/telling/wording/tidings.ts';
import { nameEmpty, startMs, targetDown, targetUp } from '../../../support/telling/happenings.ts';

function messageOf(happenings: readonly Happening[], told = new Map()): Message {
  const standings = new Standings(() => undefined);
  for (const happening of happenings) standings.record(happening);
  const all = [...standings.all()];
  const tidings = composeTidings(
    findChanges(all, told),
    all.filter(({ wrongs }) => wrongs.length > 0),
  );
  return { ...tidings, host: 'ns1', atMs: startMs + 2000 };
}

// Keys are looked at one by one, as a receiver would.
// biome-ignore lint/suspicious/noExplicitAny: what JSON.parse returns
function write(format: NotifyFormat, message: Message): any {
  return JSON.parse(writeBody(message, { format, topic: 'alerts' }));
}

const outage = messageOf([targetDown('tcp 192.0.2.1:80'), nameEmpty('www.example.com')]);
const recovery = messageOf(
  [targetDown('tcp 192.0.2.1:80'), targetUp('tcp 192.0.2.1:80', startMs + 180_000)],
  new Map([['target tcp 192.0.2.1:80', { wrong: 'down', sinceMs: startMs }]]),
);
const hostile = messageOf([
  targetDown('<!channel> @everyone <@123> *b* _i_ `c` [l](http://x.test) & # |s|'),
  nameEmpty('> quote'),
]);
const huge = messageOf(
  Array.from({ length: 2000 }, (_, index) => targetDown(`*_~|<>&${'é'.repeat(400)} ${index}`)),
);

describe('bodies of notifications', () => {
  describe('json', () => {
    it('says what happened to what, in the words and with the fields of the log', () => {
      const body = write('json', outage);
      expect(body).to.include({
        version: 1,
        host: 'ns1',
        at: '2026-11-22T12:00:02.000Z',
        severity: 'critical',
        title: 'www.example.com has no address; 192.0.2.1:80 is down',
        more: 0,
      });
      expect(body.events).to.have.length(2);
      expect(body.events[1]).to.deep.equal({
        event: 'target-down',
        at: '2026-11-22T12:00:00.000Z',
        kind: 'target',
        name: 'tcp 192.0.2.1:80',
        state: 'down',
        since: '2026-11-22T12:00:00.000Z',
        severity: 'warning',
        message: 'tcp 192.0.2.1:80 is down (connection refused)',
        fields: { target: 'tcp 192.0.2.1:80', state: 'down' },
      });
    });

    it('says of what is over what it was and for how many seconds', () => {
      expect(write('json', recovery).events[0]).to.include({
        event: 'target-up',
        state: 'well',
        previousState: 'down',
        since: '2026-11-22T12:00:00.000Z',
        seconds: 180,
        severity: 'info',
      });
    });

    it('has at most 100 events and 64 KB, and says how many more there were', () => {
      const body = write('json', huge);
      expect(body.events.length).to.be.within(10, 100);
      expect(body.events.length + body.more).to.equal(2000);
      expect(Buffer.byteLength(JSON.stringify(body))).to.be.at.most(65_536);
    });
  });

  describe('ntfy', () => {
    it('has the topic inside, and breaks through silence only when it is critical', () => {
      expect(write('ntfy', outage)).to.deep.equal({
        topic: 'alerts',
        title: 'ns1: www.example.com has no address; 192.0.2.1:80 is down',
        message: outage.text,
        priority: 5,
        tags: ['rotating_light'],
      });
      expect(write('ntfy', recovery)).to.include({ priority: 3 });
    });

    it('is no longer than 4096 octets, beyond which a message becomes an attachment', () => {
      const { message } = write('ntfy', huge);
      expect(Buffer.byteLength(message)).to.be.within(3000, 4096);
      expect(message).to.match(/é…$/);
    });
  });

  describe('slack', () => {
    it('has a line and the text beside a bar of a colour', () => {
      const body = write('slack', outage);
      expect(body.text).to.equal('ns1: www.example.com has no address; 192.0.2.1:80 is down');
      expect(body.attachments).to.deep.equal([
        { color: '#d13438', text: outage.text, fallback: outage.text, mrkdwn_in: [] },
      ]);
    });

    it('mentions nobody and formats nothing', () => {
      const body = write('slack', hostile);
      expect(body).to.include({ mrkdwn: false, unfurl_links: false });
      expect(JSON.stringify(body)).not.to.match(/[<>]/);
      expect(body.attachments[0].text).to.contain('&lt;!channel&gt;').and.to.contain(' &amp; ');
    });

    it('calls nobody in Mattermost, where @all does without brackets', () => {
      const { text } = write('slack', { ...outage, title: '@all, @channel and ops@example.com' });
      expect(text).to.equal('ns1: @\u200ball, @\u200bchannel and ops@\u200bexample.com');
    });

    it('is never cut within what was escaped', () => {
      const body = write('slack', huge);
      expect(body.attachments[0].text).not.to.match(/&[^;]{0,4}$/);
    });
  });

  describe('discord', () => {
    it('has a line and a card', () => {
      const body = write('discord', recovery);
      expect(body.content).to.equal('ns1: All well: 192.0.2.1:80 is up again after 3 min');
      expect(body.embeds).to.deep.equal([
        { description: recovery.text, color: 0x2eb67d, timestamp: '2026-11-22T12:00:02.000Z' },
      ]);
    });

    it('mentions nobody and formats nothing', () => {
      const body = write('discord', hostile);
      expect(body.allowed_mentions).to.deep.equal({ parse: [] });
      const [{ description }] = body.embeds;
      expect(description).to.match(/^\\> quote/);
      for (const bare of [/(?<!\\)[*_~`|<[]/, /:\/\//]) expect(description).not.to.match(bare);
    });

    it('is no longer than Discord takes', () => {
      const body = write('discord', huge);
      expect(body.content.length).to.be.at.most(2000);
      expect(body.embeds[0].description.length).to.be.at.most(4096);
    });
  });
});
