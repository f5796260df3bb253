// Text -> lines of at most so many characters, each with the same start.

export function wrapText(text: string, columnsMax: number, start: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && start.length + line.length + 1 + word.length > columnsMax) {
      lines.push(start + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, start + line].join('\n');
}
