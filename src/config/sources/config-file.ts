// The configuration file: settings by the names of flags, in YAML or JSON -> raw values, as if they had been given as flags.
// Refuses to know what the settings mean.

import { dirname, resolve } from 'node:path';
import { explainReadError } from '../../base/explain-read-error.ts';
import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { type ReadProblem, readRegularFile } from '../../base/read-regular-file.ts';
import { Findings } from '../findings/finding.ts';
import type { WrittenText } from '../findings/origin.ts';
import { askWhether, suggestWord } from '../findings/suggest.ts';
import { decodeText } from '../written/decode-text.ts';
import { readWritten, writtenOctetsMax } from '../written/read-written.ts';
import { chosenConfigFile, defaultConfigFile } from './choose-config-file.ts';
import { type Flag, type FlagName, flags, zoneNamingFlags } from './flags.ts';
import {
  type CommandLine,
  type ConfigFile,
  type Environment,
  type RawValue,
  splitList,
} from './raw-value.ts';
import { kindOfJson } from './read-json.ts';

/** They say where settings are, and would have to be known before the file is read. */
export const unfitFlags = ['config', 'environment-file'] as const satisfies readonly FlagName[];

function isUnfit(name: FlagName): boolean {
  return unfitFlags.some((unfit) => unfit === name);
}

/** Without these, others would be reported as missing: a master file may say all that is required. */
function saysOfZone({ name }: Flag): boolean {
  return name === 'records' || zoneNamingFlags.some((flag) => flag.name === name);
}

/** The one that was named. */
export function findConfigFile(commandLine: CommandLine, environment: Environment): ConfigFile | undefined {
  const path = chosenConfigFile(commandLine, environment);
  return path === undefined ? undefined : loadConfigFile(path);
}

export function loadConfigFile(path: string): ConfigFile {
  const findings = new Findings();
  const values = new Map<FlagName, RawValue>();
  const read = readRegularFile(path, { octetsMax: writtenOctetsMax });
  if (!read.ok) {
    const isMissing = isAbsent(read.problem);
    // The service is told of this one, and its operator may prefer to have none.
    if (!isMissing || path !== defaultConfigFile)
      findings.error('config', `${quote(path)} cannot be read: ${explainReadError(read.problem)}`);
    return { path, values, findings, isMissing, isBroken: findings.hasErrors };
  }
  const decoded = decodeText(read.value.bytes);
  if (!decoded.ok) findings.error('config', `${quote(path)} ${decoded.problem}`);
  const written = decoded.ok ? readWritten(path, decoded.value, undefined, findings) : undefined;
  if (written !== undefined) new SettingsReader(path, written.text, values, findings).read(written.value);
  return { path, values, findings, isMissing: false, isBroken: findings.hasErrors && values.size === 0 };
}

function isAbsent(problem: ReadProblem): boolean {
  return problem.kind === 'failed' && (problem.code === 'ENOENT' || problem.code === 'ENOTDIR');
}

class SettingsReader {
  readonly #path: string;
  readonly #written: WrittenText;
  readonly #values: Map<FlagName, RawValue>;
  readonly #findings: Findings;

  constructor(path: string, written: WrittenText, values: Map<FlagName, RawValue>, findings: Findings) {
    this.#path = path;
    this.#written = written;
    this.#values = values;
    this.#findings = findings;
  }

  read(json: Json | undefined): void {
    if (json === undefined || json === null) return;
    if (!isJsonObject(json)) {
      const message = `${quote(this.#path)} is ${kindOfJson(json)}; write settings such as "hosted-zone: example.com"`;
      this.#findings.error('config', message, { written: this.#written, offset: 0 });
      return;
    }
    const names = flags.map(({ name }) => name).filter((name) => !isUnfit(name));
    for (const [key, value] of Object.entries(json)) {
      this.#findings.follow(key, { written: this.#written, base: [key] });
      const flag = flags.find(({ name }) => name === key);
      if (flag === undefined) this.#refuse(key, names);
      else if (isUnfit(flag.name))
        this.#findings.warn(key, 'has no effect in a configuration file; remove it', 'key');
      else if (value === null)
        this.#findings.warn(key, 'has no value and counts as not set; write one, or remove it', 'key');
      else this.#add(flag, value);
    }
  }

  #refuse(key: string, names: readonly FlagName[]): void {
    const word = suggestWord(key, names);
    this.#findings.error(key, `there is no such setting${askWhether(word)}`, 'key');
    const meant = flags.find(({ name }) => name === word);
    // That it is missing would be a second finding about the same mistake.
    if (meant !== undefined && saysOfZone(meant) && !this.#values.has(meant.name))
      this.#values.set(meant.name, { texts: [], source: this.#path });
  }

  #add(flag: Flag, value: Json): void {
    const texts = flag.isStructured === true ? [this.#readStructured(value)] : this.#readTexts(flag, value);
    // A value that is wrong is not missing.
    if (texts === undefined && !saysOfZone(flag)) return;
    this.#values.set(flag.name, {
      texts: texts ?? [],
      source: this.#path,
      folder: dirname(this.#path),
      origin: { written: this.#written, base: [flag.name] },
    });
  }

  /** Text that means the same: `@file`, or JSON. */
  #readStructured(value: Json): string {
    return typeof value === 'string' && value.startsWith('@') ? value : JSON.stringify(value);
  }

  #readTexts(flag: Flag, value: Json): string[] | undefined {
    const mayBeList = flag.isRepeatable === true || flag.isList === true;
    const items = mayBeList && isJsonArray(value) ? value : [value];
    if (items.some((item) => typeof item === 'object')) {
      const form = mayBeList ? 'a list of values' : 'a single value';
      this.#findings.error(flag.name, `is ${kindOfJson(value)}; write ${form}`);
      return undefined;
    }
    const texts = items.map(String);
    if (flag.isList === true) return [texts.join(',')];
    const parts = flag.isRepeatable === true ? texts.flatMap(splitList) : texts;
    return flag.isPath === true ? parts.map((part) => this.#locate(flag, part)) : parts;
  }

  #locate(flag: Flag, path: string): string {
    if (path.startsWith('~'))
      this.#findings.error(
        flag.name,
        `${quote(path)} begins with "~", which only shells replace; write the whole path`,
      );
    return resolve(dirname(this.#path), path);
  }
}
