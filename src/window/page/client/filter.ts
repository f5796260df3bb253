// Search and filters without a new page: hides the rows that are not chosen, and keeps the address of the page in step, so that
// it can be kept and sent. Where not all rows are here, the server is asked.

import { type Choice, chooses } from './choice.ts';

/** So many rows are laid out at once: what a chunk takes when only some of its rows are shown, the style sheet does not know. */
const laidOutMax = 300;
/** Who types fast asks once. */
const delayMs = 200;

export class Filter {
  readonly #renew: () => void;
  #choice: Choice = { search: '', show: '' };
  #timer: number | undefined;

  constructor(renew: () => void) {
    this.#renew = renew;
    this.#choice = readAddress();
  }

  start(): void {
    document.addEventListener('input', ({ target }) => {
      if (target instanceof HTMLInputElement && target.id === 'search') this.choose({ search: target.value });
    });
    document.addEventListener('submit', (event) => {
      if (event.target instanceof HTMLElement && event.target.id === 'tools') event.preventDefault();
    });
    document.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a[data-show]') : null;
      if (link === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.choose({ show: link.getAttribute('data-show') ?? '' });
    });
    addEventListener('popstate', () => {
      this.#choice = readAddress();
      const field = searchField();
      if (field !== null) field.value = this.#choice.search;
      this.apply();
    });
  }

  choose(change: Partial<Choice>): void {
    const before = this.#choice;
    this.#choice = { ...before, ...change };
    const address = writeAddress(this.#choice);
    if (change.show !== undefined && change.show !== before.show) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    if (isWhole()) {
      this.apply();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#renew, delayMs);
  }

  /** Whether there may be rows that are not chosen. */
  get isActive(): boolean {
    return this.#choice.search !== '' || this.#choice.show !== '';
  }

  /** To all rows, those too that came meanwhile. */
  apply(): void {
    const tools = document.getElementById('tools');
    if (tools === null) return;
    for (const link of tools.querySelectorAll('a[data-show]')) {
      const show = link.getAttribute('data-show') ?? '';
      if (show === this.#choice.show) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      link.setAttribute('href', writeAddress({ ...this.#choice, show }));
    }
    for (const id of ['names', 'targets']) this.#applyTo(id);
  }

  #applyTo(id: string): void {
    const section = document.getElementById(id);
    if (section?.getAttribute('data-whole') !== 'yes') return;
    let chosen = 0;
    const rows = section.querySelectorAll('.row');
    for (const row of rows) {
      const text = row.getAttribute('data-text') ?? '';
      const isChosen = chooses(this.#choice, { text, kinds: row.getAttribute('data-kinds') ?? '' });
      if (row.hasAttribute('hidden') === isChosen) row.toggleAttribute('hidden', !isChosen);
      if (isChosen) chosen++;
    }
    section.toggleAttribute('data-filtered', chosen < rows.length && chosen <= laidOutMax);
    const count = document.getElementById(`${id}-count`);
    const text = chosen === rows.length ? String(chosen) : `${chosen} of ${rows.length}`;
    if (count !== null && count.textContent !== text) count.textContent = text;
    document.getElementById(`${id}-rows`)?.toggleAttribute('hidden', chosen === 0);
    document.getElementById(`${id}-empty`)?.toggleAttribute('hidden', chosen > 0);
  }
}

export function searchField(): HTMLInputElement | null {
  const field = document.getElementById('search');
  return field instanceof HTMLInputElement ? field : null;
}

function isWhole(): boolean {
  return document.querySelector('[data-whole="no"]') === null;
}

function readAddress(): Choice {
  const query = new URLSearchParams(location.search);
  return { search: query.get('q') ?? '', show: query.get('show') ?? '' };
}

function writeAddress({ search, show }: Choice): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('q', search);
  if (show !== '') query.set('show', show);
  const text = query.toString();
  return text === '' ? location.pathname : `${location.pathname}?${text}`;
}
