// The first page: whether all is well, what is not, and everything there is. Its parts by id, as the stream sends them anew.

import type { NameFacts, TargetFacts } from '../model/news.ts';
import type { Choice } from './client/choice.ts';
import { type Html, html } from './markup/html.ts';
import { nameRowId, targetRowId } from './markup/links.ts';
import { showConcerns, showHeadline } from './parts/headline.ts';
import { showList } from './parts/list.ts';
import { describeNameRow, showNameRow } from './parts/name-row.ts';
import { showOverrides } from './parts/overrides.ts';
import { showQueries } from './parts/queries.ts';
import { describeTargetRow, showTargetRow } from './parts/target-row.ts';
import { showTools } from './parts/tools.ts';
import type { View } from './parts/view.ts';
import { showSecondaries, showZones } from './parts/zones.ts';

export function showOverview(view: View, choice: Choice, paces: readonly number[]): Html {
  return html`${showHeadline(view)}
${showConcerns(view)}
${showOverrides(view)}
${showTools(choice)}
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

/** The parts that may change at any second. */
export const sections: Readonly<Record<string, (view: View) => Html>> = {
  headline: showHeadline,
  concerns: showConcerns,
  overrides: showOverrides,
  zones: showZones,
  secondaries: showSecondaries,
};

export function showNameRows(view: View, names: Iterable<string>): Map<string, Html> {
  const rows = new Map<string, Html>();
  for (const name of names) {
    const facts = view.model.names.get(name);
    if (facts !== undefined) rows.set(nameRowId(name), showNameRow(view, facts));
  }
  return rows;
}

export function showTargetRows(view: View, keys: Iterable<string>): Map<string, Html> {
  const rows = new Map<string, Html>();
  for (const key of keys) {
    const facts = view.model.targets.get(key);
    if (facts !== undefined) rows.set(targetRowId(key), showTargetRow(view, facts));
  }
  return rows;
}
