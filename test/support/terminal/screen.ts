// What a terminal would show: the little of ECMA-48 that programs of ours use. Anything else is kept in `strange`.

/** Of the private modes, those that neither move the cursor nor show anything: autowrap, cursor, frames, pasting. */
const quietModes = ['?7', '?25', '?2026', '?2004'];

export class Screen {
  readonly strange: string[] = [];
  isAlternate = false;
  isCursorHidden = false;
  colours = 0;
  /** What was written since the alternate screen was left. */
  afterwards = '';
  /** All that was written since `forget`. */
  octets = 0;
  #rows: number;
  #columns: number;
  #cells: string[][] = [];
  #row = 0;
  #column = 0;
  #rest = '';

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
    this.#clear();
  }

  get lines(): readonly string[] {
    return this.#cells.map((row) => row.join('').trimEnd());
  }

  get text(): string {
    return this.lines.join('\n');
  }

  resize(rows: number, columns: number): void {
    this.#rows = rows;
    this.#columns = columns;
    this.#clear();
  }

  write(chunk: Buffer): void {
    this.octets += chunk.length;
    let left = this.#rest + chunk.toString();
    this.#rest = '';
    while (left !== '') {
      if (left.startsWith('\u001b')) {
        const [sequence, parameters = '', final = ''] = /^.\[([0-?]*)([@-~])/su.exec(left) ?? [];
        if (sequence === undefined && left.length < 32) {
          this.#rest = left;
          return;
        }
        this.#obey(parameters, final);
        left = left.slice(sequence?.length ?? 1);
        continue;
      }
      const [character = ''] = left;
      this.afterwards = this.isAlternate ? '' : this.afterwards + character;
      left = left.slice(character.length);
      this.#show(character);
    }
  }

  #show(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#row = Math.min(this.#row + 1, this.#rows - 1);
    else if (character < ' ' || (character >= '\u007f' && character <= '\u009f'))
      this.strange.push(JSON.stringify(character));
    else {
      const row = this.#cells[this.#row];
      if (row !== undefined && this.#column < this.#columns) row[this.#column] = character;
      this.#column++;
    }
  }

  #obey(parameters: string, final: string): void {
    const [first = 1, second = 1] = parameters.split(';').map((text) => Number(text || 1));
    switch (final) {
      case 'H':
        this.#row = first - 1;
        this.#column = second - 1;
        return;
      case 'K':
        this.#cells[this.#row]?.fill(' ', this.#column);
        return;
      case 'J':
        this.#clear();
        return;
      case 'm':
        this.colours++;
        return;
      case 'h':
      case 'l':
        if (parameters === '?1049') this.isAlternate = final === 'h';
        else if (!quietModes.includes(parameters)) this.strange.push(`${parameters}${final}`);
        if (parameters === '?25') this.isCursorHidden = final === 'l';
        return;
      default:
        this.strange.push(`${parameters}${final}`);
    }
  }

  #clear(): void {
    this.#cells = Array.from({ length: this.#rows }, () => Array.from({ length: this.#columns }, () => ' '));
  }
}
