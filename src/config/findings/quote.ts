// What somebody wrote, as findings show it.

export { escapeCharacters, escapeText, quote } from '../../base/quote.ts';
