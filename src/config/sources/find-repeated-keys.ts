// Finds keys that appear twice in one object of a JSON text. JSON.parse silently keeps the last of them, and an operator
// would wonder where the addresses of the first went. Expects text that `parseJson` has accepted.

import { endOfString } from '../../base/parse-json.ts';

/** The paths of keys that repeat an earlier one of the same object: `["www", "ips"]`, `["www", 1, "ips"]`. */
export function* findRepeatedKeys(json: string): Iterable<readonly (string | number)[]> {
  const open: Container[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    const inside = open.at(-1);
    if (character === '{') open.push({ keys: new Set(), key: undefined, awaitsKey: true, index: 0 });
    else if (character === '[') open.push({ keys: undefined, key: undefined, awaitsKey: false, index: 0 });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && inside !== undefined) {
      inside.awaitsKey = inside.keys !== undefined;
      inside.index++;
    } else if (character === '"') {
      const end = endOfString(json, at);
      if (inside?.awaitsKey === true) {
        inside.key = String(JSON.parse(json.slice(at, end)));
        inside.awaitsKey = false;
        if (inside.keys?.has(inside.key)) yield open.map(({ key, index }) => key ?? index);
        inside.keys?.add(inside.key);
      }
      at = end - 1;
    }
  }
}

interface Container {
  /** Absent in an array. */
  readonly keys: Set<string> | undefined;
  key: string | undefined;
  awaitsKey: boolean;
  index: number;
}
