// A complaint about configuration, with the path of the value that it is about.

export interface Finding {
  /** An error keeps the configuration from being used; a warning is logged. */
  readonly severity: 'error' | 'warning';
  /** Where: `zone-resolutions.api.ips[1]`, `port`, `--zone-resolution`. */
  readonly path: string;
  /** What is there and the way out, as a sentence without its full stop. */
  readonly message: string;
}

/** Collects findings while configuration is read, so that all are reported and not just the first. */
export class Findings {
  readonly #all: Finding[] = [];

  error(path: string, message: string): void {
    this.#all.push({ severity: 'error', path, message });
  }

  warn(path: string, message: string): void {
    this.#all.push({ severity: 'warning', path, message });
  }

  get all(): readonly Finding[] {
    return this.#all;
  }

  get hasErrors(): boolean {
    return this.#all.some(({ severity }) => severity === 'error');
  }
}

export function printFinding({ severity, path, message }: Finding): string {
  return `${severity}: ${path}: ${message}`;
}
