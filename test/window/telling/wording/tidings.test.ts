import { expect } from 'chai';
import type { Happening } from '../../../../src/window/model/news.ts';
import { findChanges, type News, type Told } from '../../../../src/window/telling/standing/find-changes.ts';
import { Standings } from '../../../../src/window/telling/standing/standings.ts';
import { composeTidings } from '../../../../src/window/telling/wording/tidings.ts';
import {
  certificateExpiring,
  nameEmpty,
  nameOnBackup,
  nameRestored,
  other,
  startMs,
  targetDown,
  targetHeld,
  targetUp,
} from '../../../support/telling/happenings.ts';

const laterMs = startMs + 240_000;

function compose(happenings: readonly Happening[], told: ReadonlyMap<string, Told> = new Map()) {
  const standings = new Standings(() => undefined);
  for (const happening of happenings) standings.record(happening);
  const all = [...standings.all()];
  return composeTidings(
    findChanges(all, told),
    all.filter(({ wrongs }) => wrongs.length > 0),
  );
}

const toldDown = (...names: string[]): Map<string, Told> =>
  new Map(names.map((name) => [`target ${name}`, { wrong: 'down', sinceMs: startMs }]));

describe('tidings', () => {
  it('has words for more targets that are up again than a call takes arguments', () => {
    const names = Array.from({ length: 130_000 }, (_, index) => `t${index + 100_000}`);
    const told = new Map(
      names.map((name) => [`target ${name}`, { wrong: 'down', sinceMs: startMs } as const]),
    );
    const { title } = compose(
      names.flatMap((name) => [targetDown(name), targetUp(name, laterMs)]),
      told,
    );
    expect(title).to.equal('All well: t100000, t100001 and 129998 more are up again after 4 min');
  });

  const titles: readonly [title: string, happenings: readonly Happening[]][] = [
    ['a is down', [targetDown('a')]],
    ['a and b are down', [targetDown('b'), targetDown('a')]],
    ['a, b and c are down', ['c', 'a', 'b'].map((name) => targetDown(name))],
    ['a, b and 3 more are down', ['e', 'c', 'a', 'b', 'd'].map((name) => targetDown(name))],
    [
      'api has no address; www is on backup; web1, web2 and 3 more are down',
      [
        ...['web1', 'web2', 'web3', 'web4', 'web5'].map((name) => targetDown(name)),
        nameOnBackup('www'),
        nameEmpty('api'),
      ],
    ],
    ['a is flapping and held down', [targetDown('a'), targetHeld('a')]],
    ['192.0.2.1:443 is down', [targetDown('https 192.0.2.1:443 path=/health host=www.example.com')]],
    [
      '192.0.2.1:80 and 192.0.2.2:80 are down',
      ['tcp 192.0.2.1:80', 'http 192.0.2.1:80 path=/a', 'tcp 192.0.2.2:80'].map((name) => targetDown(name)),
    ],
    ['the network of this machine is suspect', [other('own-network-suspect')]],
    ['signatures are late', [other('signatures-late')]],
    ['the certificate expires soon', [certificateExpiring(6)]],
    ['ns2 is behind', [other('secondary-behind', { secondary: 'ns2' })]],
    ['the anchor tcp 192.0.2.9:53 fails', [other('anchor-failing', { target: 'tcp 192.0.2.9:53' })]],
    ['n is all down', [other('name-on-policy', { names: ['n'] })]],
  ];
  for (const [title, happenings] of titles) {
    it(`is titled "${title}"`, () => {
      expect(compose(happenings).title).to.equal(title);
    });
  }

  it('says in one line each what the log says, the worst first', () => {
    expect(compose([targetDown('a'), nameEmpty('www')]).text).to.equal(
      'www has no healthy address left\na is down (connection refused)',
    );
  });

  it('does not quote how many addresses were left when others have gone since', () => {
    const down = (target: string, names: string[], nameCount = names.length): Happening => ({
      ...targetDown(target),
      message: `${target} is down (refused); ${names[0]} now has 7 addresses`,
      fields: { target, state: 'down', reason: 'refused', names, nameCount },
    });
    expect(compose([down('tcp a', ['www'])]).text).to.equal(
      'tcp a is down (refused); www now has 7 addresses',
    );
    const { text } = compose([
      down('tcp a', ['www']),
      down('tcp b', ['www', 'api']),
      down('tcp c', ['w1', 'w2', 'w3', 'w4', 'w5'], 900),
    ]);
    expect(text.split('\n')).to.deep.equal([
      'tcp a of www is down (refused)',
      'tcp b of www and api is down (refused)',
      'tcp c of w1, w2 and 898 more is down (refused)',
    ]);
  });

  it('says how long what is over lasted', () => {
    const { title, text, severity } = compose([targetDown('a'), targetUp('a', laterMs)], toldDown('a'));
    expect(title).to.equal('All well: a is up again after 4 min');
    expect(text).to.equal('a is up (connected), after 4 min');
    expect(severity).to.equal('info');
  });

  it('does not say of what is no longer configured that it is up', () => {
    const standings = new Standings(() => undefined);
    standings.record(targetDown('a'));
    standings.remove('target a', laterMs);
    expect(composeTidings(findChanges(standings.all(), toldDown('a')), [])).to.deep.include({
      title: 'All well: a is no longer configured',
      text: 'a is no longer configured',
    });
  });

  it('says how long the longest of several lasted', () => {
    const told = new Map([
      ...toldDown('a'),
      ['target b', { wrong: 'down', sinceMs: startMs + 200_000 }] as const,
    ]);
    const news = [targetDown('a'), targetDown('b'), targetUp('a', laterMs), targetUp('b', laterMs)];
    expect(compose(news, told).title).to.equal('All well: a and b are up again after up to 4 min');
  });

  it('says what is wrong before what is over, and what is still wrong at the end', () => {
    const { title, text } = compose(
      [targetDown('a'), targetDown('b'), targetUp('a', laterMs), nameOnBackup('www', laterMs)],
      toldDown('a', 'b'),
    );
    expect(title).to.equal('www is on backup; a is up again after 4 min');
    expect(text.split('\n').at(-1)).to.equal('Still: b is down');
  });

  it('says what came and went before it could be told', () => {
    const standings = new Standings(() => undefined);
    standings.record(targetDown('a'));
    const [standing] = standings.all();
    expect(standing).not.to.equal(undefined);
    if (standing === undefined) return;
    const news: News = {
      kind: 'passed',
      standing,
      wrong: 'down',
      times: 3,
      sinceMs: startMs,
      lastedMs: 90_000,
    };
    expect(composeTidings([news], [])).to.deep.include({
      title: 'All well: a was down for 90 s',
      text: 'a was down for 90 s, 3 times',
      severity: 'info',
    });
  });

  it('is as severe as the worst in it', () => {
    expect(compose([targetDown('a')]).severity).to.equal('warning');
    expect(compose([targetDown('a'), nameEmpty('www')]).severity).to.equal('critical');
    expect(compose([nameEmpty('www'), nameRestored('www')]).severity).to.equal('info');
  });

  it('stays short whatever there is to tell', () => {
    const long = `${'x'.repeat(60)}.${'y'.repeat(60)}.test`;
    const { title, text, news } = compose(
      Array.from({ length: 5000 }, (_, index) =>
        index % 2 === 0 ? targetDown(`tcp 192.0.2.1:${index}`) : nameEmpty(`${index}.${long}`),
      ),
    );
    expect(title.length).to.be.at.most(200);
    expect(text.split('\n')).to.have.length(13);
    expect(text).to.match(/and 4988 more$/);
    expect(text.length).to.be.below(4096);
    expect(news).to.have.length(5000);
  });

  it('shows what would break a line or turn the writing around as what it is', () => {
    const { title, text } = compose([nameEmpty('a\nb\u202ec')]);
    expect(title).to.equal('a\\u000ab\\u202ec has no address');
    expect(text).to.equal('a\\u000ab\\u202ec has no healthy address left');
  });
});
