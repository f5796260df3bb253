// The status page for everybody: whether names work, and not a word more.

import { expect } from 'chai';
import { version } from '../../../src/base/version.ts';
import {
  exampleName,
  exampleTarget,
  exampleTick,
  makeExampleModel,
} from '../../support/window/example-model.ts';
import { PageWorld, partOf } from '../../support/window/page-world.ts';

const secrets = [
  /192\.0\.2/,
  /2001:db8/,
  /refused/,
  /drained|held/i,
  /2026112201/,
  /secondar/i,
  /tcp |http /,
  new RegExp(version.replaceAll('.', '\\.')),
  /static\.example/,
  /\/v1\/|\/targets|\/names\//,
];

describe('the public status page', () => {
  it('shows names that are checked, and whether they work', async () => {
    const { code, text } = await new PageWorld({ isPublic: true }).get('/');
    expect(code).to.equal(200);
    expect(partOf(text, 'name-www.example.test.')).to.contain('>Up<');
    expect(partOf(text, 'name-empty.example.test.')).to.contain('>Down<');
    expect(text).to.contain('<h1>empty.example.test is down</h1>').and.contain('>Limited<');
  });

  for (const secret of secrets)
    it(`says nothing like ${secret}`, async () => {
      const world = new PageWorld({ isPublic: true });
      const { text } = await world.get('/');
      // What is drawn, without the digest of its files.
      expect(text.replace(/\/assets\/\w+/g, '')).not.to.match(secret);
    });

  it('says nothing more in its stream', async () => {
    const world = new PageWorld({ isPublic: true });
    const stream = await world.open('/live?of=tcp%20192.0.2.1%3A80');
    const first = await world.open('/live');
    await first.next();
    await first.next();
    world.model.apply({
      kind: 'changes',
      targets: [],
      names: [
        exampleName('www.example.test.', { role: 'nothing', addresses: [] }),
        exampleName('static.example.test.', { isChecked: false }),
      ],
    });
    world.model.apply(exampleTick());
    const event = (await first.next()) + (await first.next());
    expect(event).to.contain('name-www.example.test.').and.contain('headline');
    for (const secret of secrets) expect(event).not.to.match(secret);
    await Promise.all([stream.close(), first.close()]);
  });

  for (const path of [
    '/names/www.example.test',
    '/targets/tcp%20192.0.2.1%3A80',
    '/v1/names',
    '/metrics',
    '/v1/status',
  ])
    it(`knows no ${path}`, async () => {
      expect((await new PageWorld({ isPublic: true }).get(path)).code).to.equal(404);
    });

  it('tells nobody when a target changes', async () => {
    const world = new PageWorld({ isPublic: true });
    const stream = await world.open('/live?of=tcp%20192.0.2.1%3A80');
    await stream.next();
    await stream.next();
    const target = exampleTarget('tcp 192.0.2.1:80', { state: 'down', names: [] });
    world.model.apply({ kind: 'changes', names: [], targets: [target] });
    world.model.apply(exampleTick());
    const events = (await stream.next()) + (await stream.next());
    await stream.close();
    expect(events).not.to.contain('renew').and.not.contain('192.0.2.1');
  });

  it('says so where nothing is checked', async () => {
    const model = makeExampleModel([], [exampleName('www.example.test.', { isChecked: false })]);
    const { text } = await new PageWorld({ isPublic: true, model }).get('/');
    expect(text).to.contain('<h1>Nothing is checked here</h1>').and.contain('No name has a health check.');
  });

  it('says that all is well, though a target is down', async () => {
    const model = makeExampleModel(undefined, [exampleName('www.example.test.')]);
    const { text } = await new PageWorld({ isPublic: true, model }).get('/');
    expect(text).to.contain('<h1>All is well</h1>');
  });
});
