// A Prometheus with a configuration and a directory of its own, that scrapes once a second.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findFreePort } from '../dns/find-free-port.ts';
import { type OtherServer, runOtherServer } from '../dns/run-other-server.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

export interface Prometheus {
  readonly server: OtherServer;
  /** The value of `/api/v1/PATH`. */
  ask(path: string): Promise<Answer>;
  /** The instant vector of an expression. */
  query(expression: string): Promise<readonly Sample[]>;
}

export interface Answer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data: unknown;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Scraped {
  /** `127.0.0.1:9353` */
  readonly target: string;
  /** More of the scrape configuration. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function startPrometheus(
  { target, settings = {} }: Scraped,
  rulesFile: string,
): Promise<Prometheus> {
  const directory = makeTemporaryDirectory();
  const port = await findFreePort();
  const config = join(directory, 'prometheus.yml');
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      scrape_configs: [{ job_name: 'healthy-dns', static_configs: [{ targets: [target] }], ...settings }],
      rule_files: [rulesFile],
    }),
  );
  const ask = async (path: string): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    return (await response.json()) as Answer;
  };
  const server = await runOtherServer(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    () =>
      fetch(`http://127.0.0.1:${port}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    directory,
  );
  if (typeof server === 'string') throw new Error(server);
  return {
    server,
    ask,
    async query(expression) {
      const { status, error, data } = await ask(`query?query=${encodeURIComponent(expression)}`);
      if (status !== 'success') throw new Error(`${expression}: ${error}`);
      const { result } = data as { readonly result: readonly RawSample[] };
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
  };
}

interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}
