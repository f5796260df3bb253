// The yaml package, loaded when the first text turns out to be no JSON: it takes 15 ms, which a start without YAML need not
// spend. `#yaml` is defined in package.json: the npm package, or the file beside the bundle.

import { createRequire } from 'node:module';

type Yaml = typeof import('yaml');

const require = createRequire(import.meta.url);
let library: Yaml | undefined;

export function yaml(): Yaml {
  library ??= require('#yaml') as Yaml;
  return library;
}
