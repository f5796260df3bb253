// The files of the page: scripts, styles, its sign. Read once; their place has a digest of all of them, so that browsers keep them
// for ever and never have an old one. Refuses to know what is in them.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { replyWithText, type WindowReply } from '../http/router.ts';
import { withStrictHeaders } from '../http/strict-headers.ts';

/** What package.json calls `#page/…`: beside the bundle where there is one. */
export const assetNames = [
  'page.js',
  'chart.js',
  'choice.js',
  'connection.js',
  'filter.js',
  'keys.js',
  'morph.js',
  'span.js',
  'ticking.js',
  'style.css',
  'icon.svg',
  'uplot.js',
  'uplot.css',
] as const;

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What uPlot's file says is a variable; a module has to export it. */
const suffixes: Readonly<Record<string, string>> = { 'uplot.js': '\nexport { uPlot };\n' };

export type AssetName = (typeof assetNames)[number];

export class Assets {
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #digest: string;

  /** One that is missing costs its part of the page, and nothing else. */
  constructor(onMissing: (error: unknown, name: string) => void, read: (name: string) => Buffer = readAsset) {
    const files = new Map<string, Buffer>();
    for (const name of assetNames) {
      try {
        files.set(name, Buffer.concat([read(name), Buffer.from(suffixes[name] ?? '')]));
      } catch (error) {
        onMissing(error, name);
      }
    }
    this.#files = files;
    const hash = createHash('sha256');
    for (const file of this.#files.values()) hash.update(file);
    this.#digest = hash.digest('hex').slice(0, 12);
  }

  /** Of all of them together. */
  get octets(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  urlOf(name: AssetName): string {
    return `/assets/${this.#digest}/${name}`;
  }

  answer(digest: string, name: string): WindowReply {
    const file = digest === this.#digest ? this.#files.get(name) : undefined;
    if (file === undefined) return replyWithText('there is no such file\n', 404);
    return {
      code: 200,
      headers: withStrictHeaders({
        'content-type': types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
        'cache-control': 'public, max-age=31536000, immutable',
      }),
      body: file,
    };
  }
}

function readAsset(name: string): Buffer {
  return readFileSync(new URL(import.meta.resolve(`#page/${name}`)));
}
