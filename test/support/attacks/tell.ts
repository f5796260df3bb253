// Prints what an attack was measured to do, beside the name of its test.

export function tell(what: string, figures: Readonly<Record<string, number | string>>): void {
  const text = Object.entries(figures)
    .map(([name, figure]) => `${name} ${typeof figure === 'number' ? round(figure) : figure}`)
    .join(', ');
  process.stdout.write(`      measured: ${what}: ${text}\n`);
}

function round(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(figure < 10 ? 2 : 1);
}
