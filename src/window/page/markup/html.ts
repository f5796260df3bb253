// HTML from templates in which everything that is put in is text, unless it came out of such a template: names, reasons and TXT
// of strangers cannot become markup. There is no way around it.

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Cannot be seen, or turns the direction of what follows: a name must not look like another. Tab and line feed may stay. */
const invisible = /(?![\t\n])[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

export class Html {
  readonly #text: string;

  /** Only for `html`, below. */
  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  static template(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
    let text = strings[0] ?? '';
    for (const [index, value] of values.entries()) text += print(value) + (strings[index + 1] ?? '');
    return new Html(text);
  }
}

/** Nothing is printed of `undefined` and `false`. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** Attributes must be in double quotes. */
export const html = Html.template;

function print(value: Part): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(print).join('');
  return escapeText(String(value));
}

function escapeText(text: string): string {
  return text
    .replace(/[&<>"'`]/g, (character) => escapes[character] ?? '')
    .replace(invisible, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
