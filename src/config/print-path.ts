// The path of a value inside a flag's JSON, as a person would write it: `zone-resolutions["api.v1"].ips[1]`.

import { escapeText } from './quote.ts';

export function printPath(root: string, ...steps: readonly (string | number)[]): string {
  let path = root;
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += /^[A-Za-z0-9_-]{1,255}$/.test(step) ? `.${step}` : `["${escapeText(step)}"]`;
  }
  return path;
}
