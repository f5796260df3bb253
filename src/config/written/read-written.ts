// What an operator wrote, as JSON or as YAML -> its value, and where in the text each part of it stands. JSON is tried first:
// it is valid word for word, and `JSON.parse` takes milliseconds where a YAML parser takes seconds.

import { type Json, type JsonProblem, jsonDepthMax, parseJson } from '../../base/parse-json.ts';
import type { Findings } from '../findings/finding.ts';
import type { WrittenText } from '../findings/origin.ts';
import { printPath } from '../findings/print-path.ts';
import { YamlConverter } from './convert-yaml.ts';
import { findJsonOffsets, findRepeatedKeys } from './json-offsets.ts';
import { parseYaml, yamlCharactersMax } from './parse-yaml.ts';
import type { Problem } from './problem.ts';
import { findYamlOffsets } from './yaml-offsets.ts';

export interface Written {
  /** Absent: there is nothing in the text but blanks and comments. */
  readonly value: Json | undefined;
  readonly text: WrittenText;
}

/** Room for a hundred thousand names with checks of their own. At worst, so many brackets take five seconds and 800 MB. */
export const writtenOctetsMax = 32 * 1024 * 1024;

const byteOrderMark = '\ufeff';

/** Undefined when a finding says why. `root` is what the paths of findings begin with; without it, they begin with a key. */
export function readWritten(
  source: string,
  whole: string,
  root: string | undefined,
  findings: Findings,
): Written | undefined {
  if (whole.length > writtenOctetsMax) {
    findings.error(root ?? source, `has ${whole.length} characters; at most ${writtenOctetsMax} are read`);
    return undefined;
  }
  const text = whole.startsWith(byteOrderMark) ? whole.slice(1) : whole;
  if (text !== whole)
    findings.warn(root ?? source, 'begins with a byte order mark, which is ignored; save it without one');
  return readText(source, text, report);

  function report(written: WrittenText, { steps, offset, message }: Problem): void {
    const [first, ...others] = steps;
    const path =
      root === undefined ? printPath(String(first ?? source), ...others) : printPath(root, ...steps);
    findings.error(path, message, { written, offset });
  }
}

type Report = (written: WrittenText, problem: Problem) => void;

function readText(source: string, text: string, report: Report): Written | undefined {
  const json = parseJson(text);
  if (json.ok) {
    const written: WrittenText = { source, text, findOffsets: (spots) => findJsonOffsets(text, spots) };
    for (const { steps, offset } of findRepeatedKeys(text))
      report(written, { steps, offset, message: 'appears twice; merge the two' });
    return { value: json.value, text: written };
  }
  if (text.length <= yamlCharactersMax || !/^\s*[[{]/.test(text)) return readYaml(source, text, report);
  report(withoutValues(source, text), explainLongJson(json.problem));
  return undefined;
}

/** Too long to be anything but JSON. */
function explainLongJson(problem: JsonProblem): Problem {
  if (problem.kind === 'too-deep')
    return { steps: [], offset: 0, message: `is nested deeper than ${jsonDepthMax} levels` };
  const offset = Number(/ position (\d+)/.exec(problem.reason)?.[1] ?? 0);
  return { steps: [], offset, message: `is not valid JSON (${problem.reason}), and too long for YAML` };
}

function readYaml(source: string, text: string, report: Report): Written | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    report(withoutValues(source, text), parsed.problem);
    return undefined;
  }
  const root = parsed.value;
  const converter: YamlConverter = new YamlConverter(text, (problem) => report(written, problem));
  const written: WrittenText = {
    source,
    text,
    findOffsets: (spots) => findYamlOffsets(root, converter.targets, spots),
  };
  const value = root === undefined ? undefined : converter.convertAll(root);
  return value === undefined && root !== undefined ? undefined : { value, text: written };
}

/** Of a text that could not be read. */
function withoutValues(source: string, text: string): WrittenText {
  return { source, text, findOffsets: (spots) => spots.map(() => 0) };
}
