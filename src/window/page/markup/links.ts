// Where things are on the page, and what their rows are called there.

import { type Html, html } from './html.ts';

export function nameUrl(name: string): string {
  return `/names/${encodeURIComponent(name)}`;
}

export function targetUrl(key: string): string {
  return `/targets/${encodeURIComponent(key)}`;
}

/** An id has no white space. */
export function nameRowId(name: string): string {
  return `name-${encodeURIComponent(name)}`;
}

export function targetRowId(key: string): string {
  return `target-${encodeURIComponent(key)}`;
}

/** As people write it, without the final dot. */
export function plainName(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80` */
export function printPlace(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What sets it apart is strong; its zone is not. */
export function showName(name: string, zone: string): Html {
  const tail = zone === '.' ? '' : `.${zone}`;
  if (zone === '' || tail === '' || !name.endsWith(tail)) return html`<b>${plainName(name)}</b>`;
  return html`<b>${name.slice(0, -tail.length)}</b><span class="zone">${plainName(tail)}</span>`;
}
