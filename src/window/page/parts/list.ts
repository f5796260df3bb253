// Names or targets as a list, with what a search and a filter choose of them. Refuses to know what a row shows.

import { type Choice, chooses, type Described } from '../client/choice.ts';
import { type Html, html, type Part } from '../markup/html.ts';

/** As many stay smooth; whoever has more searches. */
export const rowsMax = 2000;
/** Of more than that, the first ones: nobody reads on, and a search finds the others. */
const firstMax = 500;

/** A browser passes over as many at once while they are out of sight: one by one would cost more than it saves. */
const chunkMax = 40;

export interface ListPlan<Facts> {
  readonly id: 'names' | 'targets';
  readonly title: string;
  /** Of the columns after the second, as a person reads them on a large screen. */
  readonly columns: readonly string[];
  readonly facts: readonly Facts[];
  readonly describe: (facts: Facts) => Described;
  readonly show: (facts: Facts, isHidden: boolean) => Html;
  /** Instead of rows, if there are no facts at all. */
  readonly empty: Part;
}

/** All rows, of which those that are not chosen are hidden; of very many only those that are chosen, and not all of these. */
export function showList<Facts>(plan: ListPlan<Facts>, choice: Choice): Html {
  const { id, title, columns, facts, describe, show, empty } = plan;
  const isWhole = facts.length <= rowsMax;
  const chosen = facts.filter((one) => chooses(choice, describe(one)));
  const shown = isWhole ? facts : chosen.slice(0, firstMax);
  const others = isWhole ? 0 : chosen.length - shown.length;
  const isChosen = new Set(chosen);
  return html`<section id="${id}" aria-labelledby="${id}-title" data-whole="${isWhole ? 'yes' : 'no'}"${chosen.length < facts.length && html` data-filtered`}>
<div class="head ${id}"><h2 id="${id}-title">${title} <span class="count" id="${id}-count">${printCount(chosen.length, facts.length)}</span></h2>${facts.length > 0 && columns.map((column) => html`<span class="column" aria-hidden="true">${column}</span>`)}</div>
<div class="lists" id="${id}-rows"${chosen.length === 0 && html` hidden`}>${inChunks(shown).map((chunk) => html`<ul class="rows${chunk.length === chunkMax && ' chunk'}">${chunk.map((one) => show(one, !isChosen.has(one)))}</ul>`)}</div>
<p class="empty" id="${id}-empty"${chosen.length > 0 && html` hidden`}>${facts.length === 0 ? empty : 'None that is chosen here.'}</p>
${others > 0 && html`<p class="others">and ${others} more: search for them</p>`}
</section>`;
}

export function printCount(chosen: number, all: number): string {
  return chosen === all ? String(all) : `${chosen} of ${all}`;
}

function inChunks<Facts>(all: readonly Facts[]): readonly (readonly Facts[])[] {
  const chunks: (readonly Facts[])[] = [];
  for (let from = 0; from < all.length; from += chunkMax) chunks.push(all.slice(from, from + chunkMax));
  return chunks;
}
