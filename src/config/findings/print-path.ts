// The path of a value inside a flag's value, as a person would write it: `zone-resolutions["api.v1"].ips[1]`; and back.

import { parseJson } from '../../base/parse-json.ts';
import { escapeText } from '../../base/quote.ts';
import type { Steps } from './origin.ts';

/** Room for a name and a few settings of any allowed length. Of longer paths, the beginning and the end say enough. */
const pathCharactersMax = 1000;
const halfMax = pathCharactersMax / 2;

export function printPath(root: string, ...steps: Steps): string {
  let path = root;
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += /^[A-Za-z0-9_-]{1,255}$/.test(step) ? `.${step}` : `["${escapeText(step)}"]`;
  }
  return path.length <= pathCharactersMax ? path : `${path.slice(0, halfMax)}…${path.slice(-halfMax)}`;
}

/** Of a path that was cut short, or of a text that is no path, the steps up to there. */
export function parsePath(path: string): { readonly root: string; readonly steps: Steps } {
  const root = /^[^.[]*/.exec(path)?.[0] ?? '';
  const steps: (string | number)[] = [];
  const pattern = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  pattern.lastIndex = root.length;
  for (let found = pattern.exec(path); found !== null; found = pattern.exec(path)) {
    const [, word, index, quoted] = found;
    if (word !== undefined) steps.push(word);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) {
      const key = parseJson(quoted);
      if (!key.ok) break;
      steps.push(String(key.value));
    }
  }
  return { root, steps };
}
