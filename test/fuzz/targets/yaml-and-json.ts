// Configuration as text: JSON and YAML are read as what they say, no value is deeper than the bound, and findings stand in the
// text. What is read, written as JSON, is read again as the same.

import { isDeepStrictEqual } from 'node:util';
import { jsonDepthMax } from '../../../src/base/parse-json.ts';
import { Findings } from '../../../src/config/findings/finding.ts';
import { readWritten } from '../../../src/config/written/read-written.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 3000;

export function seeds(): readonly Uint8Array[] {
  const texts = [
    'hosted-zone: example.test\nns: [ns1, ns2]\nzone-resolutions:\n  www:\n    ips:\n      - 192.0.2.1 # one\n',
    '{"www": {"ips": ["192.0.2.1", null, true, 1.5e3, "\\u00e9"], "check": {"all": [{"type": "tcp"}]}}}',
    'a: &x {b: 1, c: |\n  text\n}\nd: *x\ne: >-\n  folded\n  text\nf: !!str 5\n? g\n: h\n',
    "'single ''quoted''': \"dou\\tble\"\n--- \nb: 2\n...\n",
    'a: 1\na: 2\n\tb: 3\n[}',
    '\ufeff{"__proto__": {"x": 1}, "constructor": []}',
    'a: yes\nb: 0x1f\nc: .inf\nd: 2026-11-22\ne: ~\n<<: {f: 1}\n',
  ];
  return texts.map((text) => Buffer.from(text));
}

export function fuzz(data: Buffer): void {
  const text = data.toString('utf8');
  const findings = new Findings();
  const written = readWritten('file', text, 'root', findings);
  for (const { message, place } of findings.all) {
    if (place !== undefined && (place.line < 1 || place.column < 1 || place.line > text.split(/\n/).length))
      found(`a finding at ${place.line}:${place.column}`);
    if (message === '') found('a finding without words');
  }
  if (written === undefined) {
    if (!findings.hasErrors) found('it is refused without a finding');
    return;
  }
  const { value } = written;
  if (value === undefined) return;
  const depth = depthOf(value);
  if (depth > jsonDepthMax) found(`${depth} levels`);
  const json = JSON.stringify(value);
  const again = readWritten('file', json, 'root', new Findings());
  // JSON writes what is not finite as null, and negative zero as zero.
  if (!isDeepStrictEqual(again?.value, JSON.parse(json)))
    found(`${json} is read as ${JSON.stringify(again?.value)}`);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (![Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value))) found('another prototype');
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
