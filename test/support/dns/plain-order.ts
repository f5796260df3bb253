// The order of names in a zone, as in RFC 4034 §6.1: label by label from the right, octet by octet. Slow and obvious.

/** Negative when `a` comes first. Names are in lower-cased wire form, as Latin-1 text. */
export function compareSlowly(a: string, b: string): number {
  const [left, right] = [splitLabels(a).reverse(), splitLabels(b).reverse()];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = Buffer.compare(Buffer.from(left[i] ?? '', 'latin1'), Buffer.from(right[i] ?? '', 'latin1'));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export function splitLabels(name: string): string[] {
  const labels: string[] = [];
  for (let at = 0; name.charCodeAt(at) > 0; at += 1 + name.charCodeAt(at)) {
    labels.push(name.slice(at + 1, at + 1 + name.charCodeAt(at)));
  }
  return labels;
}
