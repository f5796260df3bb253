// What somebody wrote, as findings show it.

export { escapeText, quote } from '../../base/quote.ts';
