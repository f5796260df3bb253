// What a daemon is configured by: its command line, the variables that it was handed, and the file that they come from.
// Reads all of it anew each time, keys included, and refuses to know what becomes of the result.

import type { Result } from '../base/result.ts';
import {
  chosenEnvironmentFile,
  type EnvironmentFile,
  loadEnvironmentFile,
  mergeEnvironment,
} from '../config/environment-file.ts';
import type { Finding } from '../config/finding.ts';
import type { CommandLine, Environment } from '../config/gather-values.ts';
import { readConfig } from '../config/read-config.ts';
import { readStartSettings, type StartSettings } from '../config/read-start-settings.ts';
import { type LoadedConfig, loadConfig } from '../publishing/load-config.ts';

export interface Reading {
  readonly config: Result<LoadedConfig, readonly Finding[]>;
  /** The variables that it was made of, but for those of the file. */
  readonly environment: Environment;
}

export interface ReadingSettings {
  /** Variables that take the place of those we have. */
  readonly given?: Environment | undefined;
  /** No zone at all is a configuration, too. */
  readonly mayLackZone: boolean;
}

export class ConfigReader {
  readonly #commandLine: CommandLine;
  /** Where variables are read from again; absent when nobody named a file. */
  readonly environmentFile: string | undefined;
  /** Of the configuration that is served; what the file had is not among them, so that the file may say otherwise now. */
  #environment: Environment;
  #isAdopted = false;

  constructor(commandLine: CommandLine, environment: Environment) {
    this.#commandLine = commandLine;
    this.environmentFile = chosenEnvironmentFile(commandLine, environment);
    this.#environment = environment;
  }

  readStartSettings(): StartSettings {
    const file = this.#loadFile();
    const environment = file === undefined ? this.#environment : mergeEnvironment(file, this.#environment);
    return readStartSettings(this.#commandLine, environment);
  }

  read({ given, mayLackZone }: ReadingSettings): Reading {
    const file = this.#loadFile();
    const own = file === undefined ? this.#environment : mergeEnvironment(file, this.#environment);
    const variables = given ?? own;
    const environment = file === undefined ? variables : withoutFile(variables, file);
    const config = loadAll(readConfig(this.#commandLine, variables, { mayLackZone }));
    const isFromFile = given === undefined || Object.keys(environment).length < Object.keys(given).length;
    const findings = [
      ...(isFromFile ? (file?.findings ?? []) : []),
      ...this.#findProblem(file, config, given === undefined),
    ];
    return { config: addFindings(config, findings), environment };
  }

  /** From now on, without other variables, readings start from these. */
  adopt({ environment }: Reading): void {
    this.#environment = environment;
    this.#isAdopted = true;
  }

  #loadFile(): EnvironmentFile | undefined {
    return this.environmentFile === undefined ? undefined : loadEnvironmentFile(this.environmentFile);
  }

  /** A file that cannot be read matters where no zone was found, and where its new contents were asked for. */
  #findProblem(
    file: EnvironmentFile | undefined,
    config: Result<LoadedConfig, readonly Finding[]>,
    isReread: boolean,
  ): readonly Finding[] {
    if (file?.problem === undefined) return [];
    const lacksZone = !config.ok || config.value.content === undefined;
    const isStale = isReread && this.#isAdopted && !file.isMissing;
    if (lacksZone || !isStale) return lacksZone ? [file.problem] : [];
    const message = `${file.problem.message}; what it said before counts on. "systemctl reload healthy-dns" reads it as root`;
    return [{ ...file.problem, message }];
  }
}

function withoutFile(environment: Environment, { variables }: EnvironmentFile): Environment {
  const others = Object.entries(environment).filter(([name, text]) => variables[name] !== text);
  return Object.fromEntries(others);
}

function loadAll(config: ReturnType<typeof readConfig>): Result<LoadedConfig, readonly Finding[]> {
  return config.ok ? loadConfig(config.value) : config;
}

function addFindings(
  config: Result<LoadedConfig, readonly Finding[]>,
  findings: readonly Finding[],
): Result<LoadedConfig, readonly Finding[]> {
  if (!config.ok) return { ok: false, problem: [...findings, ...config.problem] };
  return { ok: true, value: { ...config.value, warnings: [...findings, ...config.value.warnings] } };
}
