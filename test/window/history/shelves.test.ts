// The arithmetic of docs/history.md.

import { expect } from 'chai';
import { entriesMax, entryOctets } from '../../../src/window/history/change-log.ts';
import {
  firstSlotOf,
  octetsFor,
  placeOf,
  queryLayout,
  shelfCells,
  shelvesFor,
  subjectsMax,
} from '../../../src/window/history/shelves.ts';

describe('shelves', () => {
  it('keeps all files of 10,000 targets and 10,000 names below 500 MB', () => {
    const octets =
      octetsFor('target', subjectsMax) +
      octetsFor('name', subjectsMax) +
      queryLayout.fileOctets +
      entriesMax * entryOctets;
    expect(octets).to.be.below(500e6);
    expect(octets).to.be.above(470e6);
  });

  it('takes a few megabytes for a few targets', () => {
    expect(octetsFor('target', 10)).to.be.below(4.3e6);
  });

  it('gives every slot a place of its own', () => {
    const places = new Set<string>();
    for (let slot = 0; slot < subjectsMax; slot++) {
      const { shelf, cell } = placeOf(slot);
      expect(cell).to.be.below(shelfCells(shelf));
      expect(firstSlotOf(shelf) + cell).to.equal(slot);
      places.add(`${shelf} ${cell}`);
    }
    expect(places.size).to.equal(subjectsMax);
    expect(shelvesFor(subjectsMax)).to.equal(13);
  });
});
