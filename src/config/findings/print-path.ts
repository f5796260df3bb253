// The path of a value inside a flag's JSON, as a person would write it: `zone-resolutions["api.v1"].ips[1]`.

import { escapeText } from './quote.ts';

/** Room for a name and a few settings of any allowed length. Of longer paths, the beginning and the end say enough. */
const pathCharactersMax = 1000;
const halfMax = pathCharactersMax / 2;

export function printPath(root: string, ...steps: readonly (string | number)[]): string {
  let path = root;
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += /^[A-Za-z0-9_-]{1,255}$/.test(step) ? `.${step}` : `["${escapeText(step)}"]`;
  }
  return path.length <= pathCharactersMax ? path : `${path.slice(0, halfMax)}…${path.slice(-halfMax)}`;
}
