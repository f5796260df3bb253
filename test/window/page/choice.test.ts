// Which rows a search and a filter choose.

import { expect } from 'chai';
import { chooses } from '../../../src/window/page/client/choice.ts';

const row = { text: 'www.example.test. 192.0.2.1', kinds: 'down trouble' };

describe('chooses', () => {
  for (const [search, show, isChosen] of [
    ['', '', true],
    ['www', '', true],
    ['WWW', '', true],
    ['  192.0.2.1   www ', '', true],
    ['www mail', '', false],
    ['', 'trouble', true],
    ['', 'troubl', false],
    ['', 'up', false],
    ['www', 'up', false],
  ] as const)
    it(`${isChosen ? 'takes' : 'leaves'} a row for "${search}" and "${show}"`, () => {
      expect(chooses({ search, show }, row)).to.equal(isChosen);
    });
});
