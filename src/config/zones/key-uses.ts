// Which keys the settings name, and where: whether there are such keys is known when their files are read.

import { hasSecret } from '../../base/mask-secrets.ts';
import type { Place } from '../../base/place.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { type Name, parseName, rootName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import type { FieldReader } from '../sources/read-fields.ts';

/** A setting that names a key. */
export interface KeyUse {
  readonly key: Name;
  readonly path: string;
  /** Where in a text it stands, if somebody wrote one. */
  readonly place?: Place;
}

export class KeyUses {
  /** The first place of each: a thousand zones may name the same. */
  readonly #paths = new Map<Name, string>();

  list(findings: Findings): readonly KeyUse[] {
    const located = findings.locate(this.#paths.values());
    return Array.from(this.#paths, ([key, path], index) => ({ key, path, ...located[index] }));
  }

  /** Undefined where none is named, or where it is no name, which is a finding then. */
  read(fields: FieldReader, findings: Findings): Name | undefined {
    const path = printPath(fields.path, 'key');
    const text = fields.text('key', /\S/, 'the name of a key such as "xfr."');
    if (text === undefined) return undefined;
    if (hasSecret(text)) {
      findings.error(
        path,
        'looks like the secret of a key; write its name here, and keep the secret in a file for --tsig-key-file',
      );
      return undefined;
    }
    const name = parseName(text.trim());
    if (!name.ok) {
      findings.error(path, explainNameProblem(text, name.problem));
      return undefined;
    }
    if (name.value === rootName) {
      findings.error(path, 'is the root; write the name of a key');
      return undefined;
    }
    if (!this.#paths.has(name.value)) this.#paths.set(name.value, path);
    return name.value;
  }
}
