// What keys do. Nothing while somebody types, and nothing together with Control, Alt or Meta: those are the browser's.

import { type Filter, searchField } from './filter.ts';

export function followKeys(filter: Filter): void {
  const help = document.getElementById('help');
  const button = document.getElementById('help-button');
  const openHelp = () => {
    if (help instanceof HTMLDialogElement && !help.open) help.showModal();
  };
  button?.removeAttribute('hidden');
  button?.addEventListener('click', openHelp);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (help instanceof HTMLDialogElement && help.open) return;
    const field = searchField();
    if (event.target === field && field !== null) {
      followSearchKey(event, field, filter);
      return;
    }
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === '?') openHelp();
    else if (!followKey(event.key, filter)) return;
    event.preventDefault();
  });
}

function followSearchKey(event: KeyboardEvent, field: HTMLInputElement, filter: Filter): void {
  if (event.key === 'Escape') {
    field.value = '';
    filter.choose({ search: '' });
    field.blur();
  } else if (event.key === 'Enter' || event.key === 'ArrowDown')
    document.querySelector<HTMLElement>('main .row:not([hidden]) a.title')?.focus();
  else return;
  event.preventDefault();
}

/** Whether the key means something. */
function followKey(key: string, filter: Filter): boolean {
  const field = searchField();
  switch (key) {
    case '/':
      if (field === null) return false;
      field.focus();
      field.select();
      return true;
    case 'j':
    case 'ArrowDown':
      return move(1);
    case 'k':
    case 'ArrowUp':
      return move(-1);
    case 't':
    case 'a':
      if (field === null) return false;
      filter.choose({ show: key === 't' ? 'trouble' : '' });
      return true;
    case 'Escape':
      if (field === null || field.value === '') return false;
      field.value = '';
      filter.choose({ search: '' });
      return true;
    case 'u':
      if (location.pathname === '/') return false;
      location.href = '/';
      return true;
    default:
      return false;
  }
}

/** To the next row with a link that is shown; arrows scroll where nothing has the focus. */
function move(step: 1 | -1): boolean {
  const rows = [
    ...document.querySelectorAll<HTMLElement>('main .row:not([hidden]) a.title, main .concern a.title'),
  ];
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? rows.indexOf(activeElement) : -1;
  const next = at === -1 ? (step === 1 ? rows[0] : undefined) : rows[at + step];
  if (next === undefined) return false;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}
