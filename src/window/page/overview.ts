// The first page: whether all is well, what is not, and everything there is. Its parts by id, as the stream sends them anew.

import type { NameFacts, TargetFacts } from '../model/news.ts';
import type { Choice } from './client/choice.ts';
import { type Html, html } from './markup/html.ts';
import { nameRowId, targetRowId } from './markup/links.ts';
import { judgePage, type PageJudgement } from './parts/concerns.ts';
import { showConcerns, showHeadline } from './parts/headline.ts';
import { showList } from './parts/list.ts';
import { describeNameRow, showNameRow } from './parts/name-row.ts';
import { showOverrides } from './parts/overrides.ts';
import { showQueries } from './parts/queries.ts';
import { describeTargetRow, showTargetRow } from './parts/target-row.ts';
import { operatorsFilters, showTools } from './parts/tools.ts';
import type { View } from './parts/view.ts';
import { showSecondaries, showZones } from './parts/zones.ts';

export function showOverview(
  view: View,
  judgement: PageJudgement,
  choice: Choice,
  paces: readonly number[],
): Html {
  return html`${showHeadline(view, judgement)}
${showConcerns(view, judgement)}
${showOverrides(view)}
${showTools(choice, operatorsFilters)}
${showNames(view, choice)}
${showTargets(view, choice)}
${showZones(view)}
${showSecondaries(view)}
${showQueries(view, paces)}`;
}

function showNames(view: View, choice: Choice): Html {
  return showList<NameFacts>(
    {
      id: 'names',
      title: 'Names',
      columns: ['Answered now', 'Last 24 hours', '90 days'],
      facts: sortNames(view.model.names.values()),
      describe: describeNameRow,
      show: (facts, isHidden) => showNameRow(view, facts, isHidden),
      empty:
        'No name of the configuration has addresses: names with health checks and fixed addresses appear here.',
    },
    choice,
  );
}

function showTargets(view: View, choice: Choice): Html {
  return showList<TargetFacts>(
    {
      id: 'targets',
      title: 'Targets',
      columns: ['Used by', 'Latency, 24 hours', 'Last 24 hours'],
      facts: [...view.model.targets.values()],
      describe: describeTargetRow,
      show: (facts, isHidden) => showTargetRow(view, facts, isHidden),
      empty: 'Nothing is probed: no name has a health check.',
    },
    choice,
  );
}

/** Checked ones first, each kind as it was configured. */
export function sortNames(names: Iterable<NameFacts>): readonly NameFacts[] {
  const all = [...names];
  return [...all.filter(({ isChecked }) => isChecked), ...all.filter(({ isChecked }) => !isChecked)];
}

/** What may change at any second. */
export function* drawSections(
  view: View,
  paces: readonly number[],
): Iterable<readonly [id: string, part: Html]> {
  const judgement = judgePage(view);
  yield ['headline', showHeadline(view, judgement)];
  yield ['concerns', showConcerns(view, judgement)];
  yield ['overrides', showOverrides(view)];
  yield ['zones', showZones(view)];
  yield ['secondaries', showSecondaries(view)];
  yield ['queries', showQueries(view, paces)];
}

/** Of those that there are. */
export function* drawRows(
  view: View,
  names: Iterable<string>,
  targets: Iterable<string>,
): Iterable<readonly [id: string, part: Html]> {
  for (const name of names) {
    const facts = view.model.names.get(name);
    if (facts !== undefined) yield [nameRowId(name), showNameRow(view, facts)];
  }
  for (const key of targets) {
    const facts = view.model.targets.get(key);
    if (facts !== undefined) yield [targetRowId(key), showTargetRow(view, facts)];
  }
}
