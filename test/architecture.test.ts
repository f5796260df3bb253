// Holds the floors of docs/ARCHITECTURE.md: a file imports only lower floors or its own folder, neither files nor folders
// import in a circle, certain packages have one folder that may import them, and no file grows long without a reason.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../..');
const sources = join(root, 'src');

const floors: Readonly<Record<string, number>> = {
  base: 0,
  wire: 1,
  linux: 1,
  systemd: 1,
  logging: 1,
  zone: 2,
  health: 2,
  tsig: 2,
  resolving: 2,
  discovery: 3,
  hosts: 3,
  config: 3,
  signing: 3,
  answers: 3,
  serving: 4,
  control: 4,
  publishing: 5,
  attending: 5,
  window: 5,
  'query-log': 5,
  transfer: 6,
  updating: 6,
  operating: 7,
  reporting: 8,
  daemon: 9,
  bin: 10,
};

const soleImporters: Readonly<Record<string, string>> = {
  'dns-packet': 'wire',
  koffi: 'linux',
  'sd-notify': 'systemd',
  'node-forge': 'signing',
  pino: 'logging',
  uplot: 'window',
  yaml: 'config',
  yargs: 'bin',
};

/** Beyond this a file has more than one idea, unless it says here why not. */
const linesMax = 300;

/** A file longer than that, and why it is not split. */
const longFiles: Readonly<Record<string, string>> = {
  'src/config/sources/flags.ts': 'a table: every flag, once',
};

/** What a folder may import although a floor would allow more. */
const narrower: Readonly<Record<string, readonly string[]>> = {
  discovery: ['resolving', 'wire', 'base', 'discovery'],
  resolving: ['wire', 'base', 'resolving'],
};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly specifier: string;
}

function importsOf(file: string, text: string): Import[] {
  const folder = relative(sources, file).split('/')[0] ?? '';
  const pattern = /(?:^(?:import|export)\s[^'";]*?from |^import |\bimport\()'([^']+)'/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    file: relative(root, file),
    folder,
    specifier: match[1] ?? '',
  }));
}

function complaintAbout({ file, folder, specifier }: Import): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  if (!specifier.startsWith('.')) {
    const importer = soleImporters[specifier];
    if (importer === undefined) return `${file} imports ${specifier}, which no folder is in charge of`;
    return importer === folder ? undefined : `${file} imports ${specifier}, which only src/${importer} may`;
  }
  const imported = relative(sources, resolve(root, dirname(file), specifier)).split('/')[0] ?? '';
  if (imported === folder) return undefined;
  const allowed = narrower[folder];
  const isLower = (floors[imported] ?? Number.POSITIVE_INFINITY) < (floors[folder] ?? -1);
  if (isLower && (allowed === undefined || allowed.includes(imported))) return undefined;
  return `${file} imports ${specifier} from src/${imported}, which is not below src/${folder}`;
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What each file imports of `src`, by path. */
function graphOf(imports: readonly Import[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { file, specifier } of imports) {
    if (!specifier.startsWith('.')) continue;
    graph.set(file, (graph.get(file) ?? new Set()).add(join(dirname(file), specifier)));
  }
  return graph;
}

/** What each folder imports of the others; a subfolder is a folder of its own. */
function graphOfFolders(files: Graph): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [file, imported] of files) {
    const folder = dirname(file);
    const others = graph.get(folder) ?? new Set();
    graph.set(folder, others);
    for (const other of imported) if (dirname(other) !== folder) others.add(dirname(other));
  }
  return graph;
}

/** The first circle found, as `a -> b -> a`. */
function findCircle(graph: Graph): string | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (place: string): string | undefined => {
    if (path.includes(place)) return [...path.slice(path.indexOf(place)), place].join(' -> ');
    if (done.has(place)) return undefined;
    path.push(place);
    for (const next of graph.get(place) ?? []) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    path.pop();
    done.add(place);
    return undefined;
  };
  for (const place of graph.keys()) {
    const circle = visit(place);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

function sourceFiles(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(sources, file));
}

describe('architecture', () => {
  const files = sourceFiles();

  it('has a floor for every folder', () => {
    const folders = new Set(files.map((file) => relative(sources, file).split('/')[0]));
    expect([...folders].filter((folder) => floors[folder ?? ''] === undefined)).to.deep.equal([]);
  });

  it('imports only from lower floors, and packages only in the folder in charge of them', () => {
    const complaints = files
      .flatMap((file) => importsOf(file, readFileSync(file, 'utf8')))
      .map(complaintAbout)
      .filter((complaint) => complaint !== undefined);
    expect(complaints).to.deep.equal([]);
  });

  it('would notice an import of a higher floor, of a neighbour and of a package that belongs elsewhere', () => {
    const bad = [
      { file: 'src/wire/name.ts', folder: 'wire', specifier: '../zone/zone.ts' },
      { file: 'src/zone/zone.ts', folder: 'zone', specifier: '../health/target.ts' },
      { file: 'src/serving/udp-server.ts', folder: 'serving', specifier: 'dns-packet' },
      { file: 'src/discovery/client.ts', folder: 'discovery', specifier: '../systemd/notify.ts' },
    ];
    expect(bad.map(complaintAbout).filter((complaint) => complaint === undefined)).to.deep.equal([]);
  });

  it('has no file that imports in a circle', () => {
    const imports = files.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));
    expect(findCircle(graphOf(imports))).to.equal(undefined);
  });

  it('would notice a circle of files', () => {
    const imports = [
      { file: 'src/zone/a.ts', folder: 'zone', specifier: './b.ts' },
      { file: 'src/zone/b.ts', folder: 'zone', specifier: './c.ts' },
    ];
    expect(findCircle(graphOf(imports))).to.equal(undefined);
    const back = { file: 'src/zone/c.ts', folder: 'zone', specifier: './a.ts' };
    expect(findCircle(graphOf([...imports, back]))).to.equal(
      'src/zone/a.ts -> src/zone/b.ts -> src/zone/c.ts -> src/zone/a.ts',
    );
  });

  it('has no folder that imports in a circle, subfolders included', () => {
    const imports = files.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));
    expect(findCircle(graphOfFolders(graphOf(imports)))).to.equal(undefined);
  });

  it('would notice a circle between a folder and its subfolder, though no file imports in one', () => {
    const imports = [
      { file: 'src/zone/a.ts', folder: 'zone', specifier: './records/b.ts' },
      { file: 'src/zone/records/c.ts', folder: 'zone', specifier: '../d.ts' },
    ];
    expect(findCircle(graphOf(imports))).to.equal(undefined);
    expect(findCircle(graphOfFolders(graphOf(imports)))).to.equal('src/zone -> src/zone/records -> src/zone');
  });

  it(`has no file over ${linesMax} lines without a reason, and no reason without such a file`, () => {
    const lengths = files.map((file): [string, number] => [relative(root, file), countLines(file)]);
    expect(complaintsAboutLength(new Map(lengths), longFiles)).to.deep.equal([]);
  });

  it('would notice a file that is too long, and a reason that nothing needs', () => {
    const lengths = new Map([
      ['src/zone/grown.ts', linesMax + 1],
      ['src/zone/excused.ts', linesMax + 1],
      ['src/zone/shortened.ts', linesMax],
    ]);
    const reasons = { 'src/zone/excused.ts': 'a table', 'src/zone/shortened.ts': '', 'src/zone/gone.ts': '' };
    expect(complaintsAboutLength(lengths, reasons)).to.deep.equal([
      'src/zone/grown.ts has 301 lines: split it, or give the reason in longFiles',
      'src/zone/shortened.ts is no longer over 300 lines: take it off longFiles',
      'src/zone/gone.ts is no longer over 300 lines: take it off longFiles',
    ]);
  });

  it('opens every file with its purpose', () => {
    const silent = files.filter((file) => !/^(#!.*\n)?\/\/ /.test(readFileSync(file, 'utf8')));
    expect(silent).to.deep.equal([]);
  });

  it('names every file in kebab-case, and none "utils" or the like', () => {
    const names = files.map((file) => file.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(name))).to.deep.equal([]);
    expect(names.filter((name) => /^(utils?|helpers?|common|manager|misc)\b/.test(name))).to.deep.equal([]);
  });

  it('uses no `any` and no non-null assertion', () => {
    const pattern = /\bas any\b|: any\b|<any>|\w!\.|\w!;|\)!/;
    expect(files.filter((file) => pattern.test(withoutComments(readFileSync(file, 'utf8'))))).to.deep.equal(
      [],
    );
  });
});

function countLines(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}

function complaintsAboutLength(
  lengths: ReadonlyMap<string, number>,
  reasons: Readonly<Record<string, string>>,
): string[] {
  const isLong = (file: string) => (lengths.get(file) ?? 0) > linesMax;
  const unexcused = [...lengths.keys()].filter((file) => isLong(file) && reasons[file] === undefined);
  const needless = Object.keys(reasons).filter((file) => !isLong(file));
  return [
    ...unexcused.map(
      (file) => `${file} has ${lengths.get(file)} lines: split it, or give the reason in longFiles`,
    ),
    ...needless.map((file) => `${file} is no longer over ${linesMax} lines: take it off longFiles`),
  ];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
