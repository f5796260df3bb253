// Turns elements that are shown into those that were rendered anew, touching only what differs: focus, selection and scroll stay.

/** Attributes that the browser's side decides: what was opened stays open. */
const kept = new Set(['open']);

/** `shown` becomes like `fresh`, or is replaced by it. */
export function morph(shown: Element, fresh: Element): void {
  if (shown.isEqualNode(fresh)) return;
  if (shown.tagName !== fresh.tagName || shown.hasAttribute('data-own')) {
    if (!shown.hasAttribute('data-own')) shown.replaceWith(fresh);
    return;
  }
  morphAttributes(shown, fresh);
  morphChildren(shown, fresh);
}

function morphAttributes(shown: Element, fresh: Element): void {
  for (const { name } of [...shown.attributes])
    if (!fresh.hasAttribute(name) && !kept.has(name)) shown.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
}

function morphChildren(shown: Element, fresh: Element): void {
  const byId = new Map<string, Element>();
  for (const child of shown.children) if (child.id !== '') byId.set(child.id, child);
  let at: ChildNode | null = shown.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = findMatch(child, at, byId);
    if (match === undefined) {
      shown.insertBefore(child, at);
      continue;
    }
    if (match !== at) shown.insertBefore(match, at);
    else at = at.nextSibling;
    if (match instanceof Element && child instanceof Element) morph(match, child);
    else if (match.nodeValue !== child.nodeValue) match.nodeValue = child.nodeValue;
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** The same id, or the next one if it is of the same kind and nobody's. */
function findMatch(
  child: ChildNode,
  at: ChildNode | null,
  byId: ReadonlyMap<string, Element>,
): ChildNode | undefined {
  if (child instanceof Element && child.id !== '') return byId.get(child.id);
  if (at === null || at.nodeType !== child.nodeType) return undefined;
  if (!(at instanceof Element) || !(child instanceof Element)) return at;
  return at.id === '' && at.tagName === child.tagName ? at : undefined;
}
