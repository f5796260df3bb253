// Prints rows of text as a table: the first column left-aligned, figures right-aligned.

export function printTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (before, row) => row.map((cell, column) => Math.max(cell.length, before[column] ?? 0)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
