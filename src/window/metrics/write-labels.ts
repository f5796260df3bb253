// Labels as both formats write them, whatever is in them.

/** `zone="example.org.",name="www.example.org."` */
export function writeLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escapeLabel(value)}"`)
    .join(',');
}

const toEscape = /[\\"\n]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Both formats demand the same. Half a surrogate pair becomes U+FFFD where text becomes octets. */
function escapeLabel(value: string): string {
  return value.replace(toEscape, (character) => escapes[character] ?? '');
}
