// What a terminal in raw mode sends -> keys. Refuses to know what they do.

export type NamedKey =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'erase-line'
  | 'interrupt'
  | 'suspend'
  | 'redraw';

/** A character that was typed, or a key that has none. */
export type Key = { readonly typed: string } | { readonly named: NamedKey };

const controls: Readonly<Record<string, NamedKey>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0015': 'erase-line',
  '\u0003': 'interrupt',
  '\u0004': 'interrupt',
  '\u001a': 'suspend',
  '\f': 'redraw',
};

/** Of terminals since the VT100, in both of their modes. */
const sequences: Readonly<Record<string, NamedKey>> = {
  '[A': 'up',
  OA: 'up',
  '[B': 'down',
  OB: 'down',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[H': 'home',
  OH: 'home',
  '[1~': 'home',
  '[F': 'end',
  OF: 'end',
  '[4~': 'end',
};

/** ECMA-48 §5.4 bounds what a sequence is made of, and no keyboard sends longer ones. */
const sequence = /^(?:\[[0-?]{0,16}[ -/]{0,4}[@-~]|O[ -~])/;
const unfinished = /^(?:\[[0-?]{0,16}[ -/]{0,4}|O)?$/;

export class KeyReader {
  #rest = '';

  /** It may be a key of its own, or the beginning of a sequence that comes in two parts. */
  get isInDoubt(): boolean {
    return this.#rest !== '';
  }

  read(text: string): readonly Key[] {
    const keys: Key[] = [];
    let left = this.#rest + text;
    this.#rest = '';
    while (left !== '') {
      if (!left.startsWith('\u001b')) {
        const [character = ''] = left;
        left = left.slice(character.length);
        const named = controls[character];
        if (named !== undefined) keys.push({ named });
        else if (!/\p{C}/u.test(character)) keys.push({ typed: character });
        continue;
      }
      const after = left.slice(1);
      const found = sequence.exec(after)?.[0];
      if (found !== undefined) {
        const named = sequences[found];
        if (named !== undefined) keys.push({ named });
        left = after.slice(found.length);
      } else if (unfinished.test(after)) {
        this.#rest = left;
        return keys;
      } else {
        keys.push({ named: 'escape' });
        left = after;
      }
    }
    return keys;
  }

  /** Nothing more came: it was the key itself. */
  settle(): readonly Key[] {
    const isKey = this.#rest !== '';
    this.#rest = '';
    return isKey ? [{ named: 'escape' }] : [];
  }
}
