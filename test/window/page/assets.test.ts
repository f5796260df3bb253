// The files of the page: found, small, and kept by browsers for ever.

import { expect } from 'chai';
import { type AssetName, Assets, assetNames } from '../../../src/window/page/assets.ts';

const noProblem = (error: unknown) => {
  throw error;
};

describe('assets of the page', () => {
  const assets = new Assets(noProblem);
  const [, , digest = ''] = assets.urlOf('page.js').split('/');

  const read = (name: AssetName): string => {
    const reply = assets.answer(digest, name);
    return 'body' in reply ? Buffer.from(reply.body).toString() : '';
  };

  it('are all there, each with its type', () => {
    const types = assetNames.map((name) => assets.answer(digest, name).headers['content-type']);
    expect(new Set(types)).to.deep.equal(
      new Set(['text/javascript; charset=utf-8', 'text/css; charset=utf-8', 'image/svg+xml']),
    );
  });

  it('stay under 110,000 octets together, uncompressed, so that with a page it is under 150,000', () => {
    expect(assets.octets).to.be.within(60_000, 110_000);
  });

  it('may be kept for ever, since another content has another address', () => {
    const { headers } = assets.answer(digest, 'page.js');
    expect(headers['cache-control']).to.equal('public, max-age=31536000, immutable');
    const other = new Assets(noProblem, (name) => Buffer.from(`other ${name}`));
    expect(other.urlOf('page.js')).not.to.equal(assets.urlOf('page.js'));
  });

  for (const [asked, name] of [
    ['000000000000', 'page.js'],
    [digest, 'nothing.js'],
    [digest, '../window-worker.js'],
    [digest, '__proto__'],
  ] as const)
    it(`are not /assets/${asked === digest ? '<digest>' : asked}/${name}`, () => {
      expect(assets.answer(asked, name).code).to.equal(404);
    });

  it('import only each other', () => {
    for (const name of assetNames.filter((one) => one.endsWith('.js') && one !== 'uplot.js')) {
      const body = read(name);
      const imported = [...body.matchAll(/(?:from |import\()'([^']+)'/g)].map(([, path]) => path);
      expect(imported.filter((path) => !assetNames.includes(path?.slice(2) as AssetName))).to.deep.equal([]);
    }
  });

  it('fetch nothing from elsewhere', () => {
    for (const name of assetNames) {
      const body = read(name);
      const text = body.replaceAll('http://www.w3.org/2000/svg', '');
      expect(text.replace(/^\/\*!.*\*\/\n/, ''), name).not.to.match(/https?:\/\/|@import|url\(/);
    }
  });

  it('that are missing cost themselves alone', () => {
    const missing: string[] = [];
    const some = new Assets(
      (_, name) => missing.push(name),
      (name) => {
        if (name === 'uplot.js') throw new Error('ENOENT');
        return Buffer.from(name);
      },
    );
    expect(missing).to.deep.equal(['uplot.js']);
    const [, , there = ''] = some.urlOf('page.js').split('/');
    expect(some.answer(there, 'uplot.js').code).to.equal(404);
    expect(some.answer(there, 'page.js').code).to.equal(200);
  });
});
