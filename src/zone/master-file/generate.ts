// BIND's $GENERATE: a range of numbers, and texts with a place for the number in them. Refuses to know records.

import { fail, type Result, succeed } from '../../base/result.ts';

export interface Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** An IPv4 network of 16 bits. More is a slip, or an attack on our memory. */
export const stepsMax = 65_536;
const numberMax = 0x7fff_ffff;
/** A name is no longer than this. */
const widthMax = 255;

export function parseRange(text: string): Result<Range, string> {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text);
  const [start, stop, step] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 1)];
  if (match === null || stop > numberMax)
    return fail('is not a range; write "1-10" or, with a step, "0-100/2"');
  if (start > stop) return fail('is a range that ends before it starts');
  if (step < 1) return fail('is a range with a step of zero');
  const count = Math.floor((stop - start) / step) + 1;
  return count <= stepsMax
    ? succeed({ start, stop, step })
    : fail(`is a range of ${count} steps; at most ${stepsMax}`);
}

/** A text with the number left out. */
export type Template = readonly (string | Placeholder)[];

interface Placeholder {
  readonly offset: number;
  readonly width: number;
  readonly base: string;
}

const placeholderPattern = /\{(-?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}/y;

/** `$` is the number, `${offset,width,base}` the number in another form, `$$` and `\$` a dollar sign. */
export function parseTemplate(text: string): Result<Template, string> {
  const parts: (string | Placeholder)[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') plain += character + text.charAt(++at);
    else if (character !== '$') plain += character;
    else if (text[at + 1] === '$') plain += text.charAt(++at);
    else {
      placeholderPattern.lastIndex = at + 1;
      const match = placeholderPattern.exec(text);
      if (match === null && text[at + 1] === '{')
        return fail(
          'has a "$" whose braces hold something else than an offset, a width and a base, as in "{0,3,d}"',
        );
      const width = Number(match?.[2] ?? 0);
      if (width > widthMax) return fail(`asks for a width of ${width}; at most ${widthMax}`);
      parts.push(plain, { offset: Number(match?.[1] ?? 0), width, base: match?.[3] ?? 'd' });
      plain = '';
      at += match?.[0].length ?? 0;
    }
  }
  return succeed([...parts, plain]);
}

/** Nothing where an offset makes the number negative. */
export function fillTemplate(template: Template, number: number): string | undefined {
  let text = '';
  for (const part of template) {
    if (typeof part === 'string') text += part;
    else if (number + part.offset < 0) return undefined;
    else text += printNumber(number + part.offset, part);
  }
  return text;
}

const radixes: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16, X: 16 };

function printNumber(number: number, { width, base }: Placeholder): string {
  if (base === 'n' || base === 'N') return printNibbles(number, width, base === 'N');
  const digits = number.toString(radixes[base]).padStart(width, '0');
  return base === 'X' ? digits.toUpperCase() : digits;
}

/** As labels of ip6.arpa, the lowest first; the width counts dots as well. */
function printNibbles(number: number, width: number, isUpper: boolean): string {
  const digits = number.toString(16).padStart(Math.ceil(width / 2), '0');
  const labels = [...(isUpper ? digits.toUpperCase() : digits)].reverse().join('.');
  // An even width ends with a dot.
  return labels.length < width ? `${labels}.` : labels;
}
