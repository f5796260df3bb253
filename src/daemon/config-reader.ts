// The sources of a daemon's configuration: its command line, its environment variables, the file they come from, and the
// configuration file. Reads all of it anew each time, keys included, and refuses to know what becomes of the result.

import type { Result } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import { readConfig } from '../config/read-config.ts';
import { readStartSettings, type StartSettings } from '../config/read-start-settings.ts';
import {
  chosenConfigFile,
  defaultConfigFile,
  withUsualConfigFile,
} from '../config/sources/choose-config-file.ts';
import {
  chosenEnvironmentFile,
  type EnvironmentFile,
  loadEnvironmentFile,
  mergeEnvironment,
} from '../config/sources/environment-file.ts';
import type { CommandLine, Environment } from '../config/sources/raw-value.ts';
import { type LoadedConfig, loadConfig } from '../publishing/loading/load-config.ts';

export interface Reading {
  readonly config: Result<LoadedConfig, readonly Finding[]>;
  /** The variables it was made from, without those of the file. */
  readonly environment: Environment;
}

export interface ReadingSettings {
  /** Variables in place of the daemon's own. */
  readonly given?: Environment | undefined;
  /** Whether a configuration without a zone is accepted. */
  readonly mayLackZone: boolean;
}

export class ConfigReader {
  readonly #commandLine: CommandLine;
  readonly #usualConfigFile: string;
  /** Read again each time; absent if no file was named. */
  readonly environmentFile: string | undefined;
  /** Of the served configuration, without those of the file, so that changes to the file take effect. */
  #environment: Environment;
  #isAdopted = false;

  constructor(commandLine: CommandLine, environment: Environment, usualConfigFile = defaultConfigFile) {
    this.#commandLine = commandLine;
    this.#usualConfigFile = usualConfigFile;
    this.environmentFile = chosenEnvironmentFile(commandLine, environment);
    this.#environment = environment;
  }

  readStartSettings(): StartSettings {
    const file = this.#loadFile();
    const environment = file === undefined ? this.#environment : mergeEnvironment(file, this.#environment);
    return readStartSettings(this.#commandLine, this.#withUsual(environment));
  }

  read({ given, mayLackZone }: ReadingSettings): Reading {
    const file = this.#loadFile();
    const own = file === undefined ? this.#environment : mergeEnvironment(file, this.#environment);
    const variables = given ?? own;
    const environment = file === undefined ? variables : withoutFile(variables, file);
    const config = loadAll(readConfig(this.#commandLine, this.#withUsual(variables), { mayLackZone }));
    const isFromFile = given === undefined || Object.keys(environment).length < Object.keys(given).length;
    const findings = [
      ...(isFromFile ? (file?.findings ?? []) : []),
      ...this.#findProblem(file, config, given === undefined),
    ];
    return { config: addFindings(config, findings), environment };
  }

  /** From now on, readings start from these variables unless others are given. */
  adopt({ environment }: Reading): void {
    this.#environment = environment;
    this.#isAdopted = true;
  }

  /** Read again each time, too; absent if none was named, nor is there the usual one. */
  get configFile(): string | undefined {
    return chosenConfigFile(this.#commandLine, this.#withUsual(this.#environment));
  }

  #withUsual(environment: Environment): Environment {
    return withUsualConfigFile(this.#commandLine, environment, this.#usualConfigFile);
  }

  #loadFile(): EnvironmentFile | undefined {
    return this.environmentFile === undefined ? undefined : loadEnvironmentFile(this.environmentFile);
  }

  /** An unreadable file matters if no zone was found, or if its new contents were asked for. */
  #findProblem(
    file: EnvironmentFile | undefined,
    config: Result<LoadedConfig, readonly Finding[]>,
    isReread: boolean,
  ): readonly Finding[] {
    if (file?.problem === undefined) return [];
    const lacksZone = !config.ok || config.value.zones.length === 0;
    const isStale = isReread && this.#isAdopted && !file.isMissing;
    if (lacksZone || !isStale) return lacksZone ? [file.problem] : [];
    const message = `${file.problem.message}; its previous contents stay in force. "systemctl reload healthy-dns" reads it as root`;
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
