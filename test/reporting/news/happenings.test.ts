import { expect } from 'chai';
import { Happenings } from '../../../src/reporting/news/happenings.ts';
import type { Happening } from '../../../src/window/model/news.ts';

function listen(): { readonly happenings: Happenings; readonly heard: Happening[] } {
  const happenings = new Happenings();
  const heard: Happening[] = [];
  happenings.tell((happening) => heard.push(happening));
  return { happenings, heard };
}

describe('Happenings', () => {
  it('hears every entry but details, and numbers them', () => {
    const { happenings, heard } = listen();
    happenings.hear('debug', { event: 'target-up' }, 'a detail');
    happenings.hear('info', { event: 'serving', serial: 7 }, 'here');
    happenings.hear('warning', { event: 'target-down', names: ['www'] }, 'down');
    expect(
      heard.map(({ level, event, message, fields }) => ({ level, event, message, fields })),
    ).to.deep.equal([
      { level: 'info', event: 'serving', message: 'here', fields: { serial: 7 } },
      { level: 'warning', event: 'target-down', message: 'down', fields: { names: ['www'] } },
    ]);
    expect((heard[1]?.number ?? 0) - (heard[0]?.number ?? 0)).to.equal(1);
    expect(happenings.kept).to.deep.equal(heard);
  });

  it('numbers those of a later run higher', () => {
    const first = listen();
    first.happenings.hear('info', { event: 'serving' }, 'here');
    const started = Date.now();
    while (Date.now() <= started + 1);
    const second = listen();
    second.happenings.hear('info', { event: 'serving' }, 'here');
    expect(second.heard[0]?.number).to.be.above(first.heard[0]?.number ?? Number.POSITIVE_INFINITY);
  });

  it('keeps the last five hundred', () => {
    const { happenings } = listen();
    for (let at = 0; at < 600; at++) happenings.hear('info', { event: 'serving' }, String(at));
    expect(happenings.kept).to.have.length(500);
    expect(happenings.kept[0]?.message).to.equal('100');
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const odd: readonly (readonly [string, unknown, unknown])[] = [
    ['a function', { act: () => 1, port: 1 }, { port: 1 }],
    ['what has no JSON', { big: 1n }, {}],
    ['a circle', { circle }, {}],
    ['something long', { text: 'x'.repeat(20_000) }, {}],
    ['an error', { error: new TypeError('x') }, { error: {} }],
    ['nothing', { serial: undefined }, {}],
  ];
  for (const [what, fields, expected] of odd) {
    it(`passes on an entry with ${what} as plain data`, () => {
      const { happenings, heard } = listen();
      happenings.hear('info', { event: 'serving', ...(fields as object) }, 'here');
      expect(heard[0]?.fields).to.deep.equal(expected);
      expect(() => structuredClone(heard[0])).to.not.throw();
    });
  }
});
