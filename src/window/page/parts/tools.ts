// The search and the filters over the lists: a form for those without script.

import type { Choice } from '../client/choice.ts';
import { type Html, html } from '../markup/html.ts';

export type Filter = readonly [show: string, label: string];

export const operatorsFilters: readonly Filter[] = [
  ['', 'All'],
  ['trouble', 'In trouble'],
  ['reduced', 'Some down'],
  ['override', 'By hand'],
  ['fixed', 'Fixed'],
];

export const everybodysFilters: readonly Filter[] = [
  ['', 'All'],
  ['trouble', 'In trouble'],
];

export function showTools({ search, show }: Choice, filters: readonly Filter[]): Html {
  return html`<form class="tools" id="tools" action="/" method="get" role="search">
<label class="search"><span class="hidden-label">Search</span><svg class="lens" viewBox="0 0 20 20" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.5"/><path d="M13 13l4.5 4.5"/></svg><input type="search" name="q" id="search" value="${search}" placeholder="Search" autocomplete="off" spellcheck="false" maxlength="200" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
${show !== '' && html`<input type="hidden" name="show" value="${show}">`}
<nav class="filters" aria-label="Filter">${filters.map(([value, label]) => html`<a href="${filterUrl(value, search)}" data-show="${value}"${value === show && html` aria-current="true"`}>${label}</a>`)}</nav>
</form>`;
}

function filterUrl(show: string, search: string): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('q', search);
  if (show !== '') query.set('show', show);
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}
