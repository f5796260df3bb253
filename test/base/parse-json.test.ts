// JSON of unknown origin: what is accepted, and that no depth does harm.

import { expect } from 'chai';
import { jsonDepthMax, parseJson } from '../../src/base/parse-json.ts';

const nested = (depth: number, open: string, inner: string, close: string) =>
  open.repeat(depth) + inner + close.repeat(depth);

describe('parseJson', () => {
  const shapes: readonly (readonly [string, string, string, string])[] = [
    ['arrays', '[', '1', ']'],
    ['objects', '{"a":', '1', '}'],
    ['objects in arrays', '[{"a":', '1', '}]'],
  ];
  for (const [what, open, inner, close] of shapes) {
    const levels = open.startsWith('[{') ? 2 : 1;

    it(`takes ${what} to the permitted depth and no deeper`, () => {
      const depth = jsonDepthMax / levels;
      expect(parseJson(nested(depth, open, inner, close)).ok).to.equal(true);
      expect(parseJson(nested(depth + 1, open, inner, close))).to.deep.equal({
        ok: false,
        problem: { kind: 'too-deep' },
      });
    });

    it(`refuses ${what} a million deep, closed or not`, () => {
      for (const end of [close, '']) {
        expect(parseJson(nested(1_000_000, open, inner, end))).to.deep.equal({
          ok: false,
          problem: { kind: 'too-deep' },
        });
      }
    });
  }

  it('does not count brackets in strings', () => {
    const text = JSON.stringify(['['.repeat(100), `\\"${'{'.repeat(100)}`, '\\']);
    expect(parseJson(text)).to.deep.equal({ ok: true, value: JSON.parse(text) });
  });

  it('does not count siblings as depth', () => {
    expect(parseJson(`[${'[],'.repeat(1000)}{}]`).ok).to.equal(true);
  });

  for (const text of ['', ' ', '"', '"\\', '{"a', ']'.repeat(100), '{"a": "\n"}', '[1,]', '\u0000']) {
    it(`says on one line why ${JSON.stringify(text.slice(0, 12))} is not JSON`, () => {
      const parsed = parseJson(text);
      if (parsed.ok || parsed.problem.kind !== 'malformed') throw new Error('it was taken');
      expect(parsed.problem.reason).to.match(/^[^\p{Cc}]+$/u);
    });
  }
});
