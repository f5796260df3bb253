// How wide output may be, and whether it has colours. Refuses to know what is printed.

/** What a colour says; a text says it too, for those who see none. */
export type Tone = 'good' | 'warning' | 'bad' | 'faint' | 'strong' | 'reversed';

/** The text must not hold control characters. */
export type Paint = (tone: Tone, text: string) => string;

export interface OutputStyle {
  readonly columns: number;
  readonly paint: Paint;
}

/** Of the terminal's own palette, so that it is legible on whatever background. */
const codes: Readonly<Record<Tone, string>> = {
  good: '32',
  warning: '33',
  bad: '1;31',
  faint: '2',
  strong: '1',
  reversed: '7',
};

export const colours: Paint = (tone, text) => (text === '' ? '' : `\u001b[${codes[tone]}m${text}\u001b[0m`);
/** Not even these where output may be kept; on a screen they show where the cursor is. */
export const onlyEmphasis: Paint = (tone, text) =>
  tone === 'reversed' || tone === 'strong' ? colours(tone, text) : text;
export const noColours: Paint = (_, text) => text;

/** As a terminal shows it, but for the colours. */
export function withoutPaint(painted: string): string {
  const [first = '', ...others] = painted.split('\u001b[');
  return first + others.map((part) => part.slice(part.indexOf('m') + 1)).join('');
}

/** Where it is no terminal: what a mail, a ticket or a small window takes. */
const columnsUsual = 80;
/** A table in less than that is unreadable however it is broken. */
const columnsMin = 40;

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function styleOf(output: Output, environment: NodeJS.ProcessEnv): OutputStyle {
  return { columns: columnsFor(output, environment), paint: paintFor(output, environment) };
}

/** https://no-color.org: whatever its value, unless that is empty. */
export function paintFor({ isTTY }: Output, { NO_COLOR, TERM }: NodeJS.ProcessEnv): Paint {
  const isWanted = isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
  return isWanted ? colours : noColours;
}

/** As the locale says (locale(7)): the first that is set decides. */
export function hasUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

/** Of what takes over the whole terminal. */
export function screenPaint(environment: NodeJS.ProcessEnv): Paint {
  return paintFor({ isTTY: true }, environment) === colours ? colours : onlyEmphasis;
}

/** `COLUMNS=200 healthy-dns names | less -S` */
function columnsFor({ isTTY, columns }: Output, { COLUMNS }: NodeJS.ProcessEnv): number {
  if (isTTY === true && columns !== undefined && columns > 0) return Math.max(columns, columnsMin);
  return COLUMNS !== undefined && /^[1-9]\d{0,4}$/.test(COLUMNS)
    ? Math.max(Number(COLUMNS), columnsMin)
    : columnsUsual;
}
