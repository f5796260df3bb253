// debian/copyright, and behind it the licence of everything that the package carries but that was not written here:
// the runtime, and each npm package that the bundle's metafile names. A package without a licence text ends the build.
// usage: node dist/packaging/print-copyright.js <metafile.json> <directory of the runtime's npm package>

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [metafile = '', runtime = ''] = process.argv.slice(2);

interface Carried {
  readonly files: string;
  readonly folder: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

function carried(): readonly Carried[] {
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    inputs: Readonly<Record<string, unknown>>;
  };
  const bundled = Object.keys(inputs).flatMap((path) => {
    const match = /(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)+/.exec(path);
    return match === null ? [] : [match[0].slice(0, -1)];
  });
  return [
    ...[...new Set(bundled)].sort().map((folder) => ({ files: 'usr/lib/healthy-dns/*.mjs', folder })),
    { files: 'usr/lib/healthy-dns/node-forge.cjs', folder: 'node_modules/node-forge' },
    { files: 'usr/lib/healthy-dns/yaml.cjs', folder: 'node_modules/yaml' },
    { files: 'usr/lib/healthy-dns/page/uplot.*', folder: 'node_modules/uplot' },
    { files: 'usr/lib/healthy-dns/koffi.node', folder: 'node_modules/koffi' },
    { files: 'usr/lib/healthy-dns/notify-*.node', folder: 'node_modules/sd-notify' },
    { files: 'usr/lib/healthy-dns/node', folder: runtime },
  ];
}

function printStanza({ files, folder }: Carried): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const text = licenceIn(folder);
  const holders = [...text.matchAll(/^[\s>*]*Copyright (?:\(c\)|©|[\dA-Z])[^\n]*/gm)].map(([line]) =>
    line.trim(),
  );
  return [
    `Files: ${files}`,
    `Copyright: ${[...new Set(holders)].slice(0, 5).join('\n  ') || `the authors of ${manifest.name}`}`,
    `License: ${manifest.name.replace(/^@/, '').replaceAll('/', '-')}`,
    `Comment: the part that is ${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})`,
    '',
    `License: ${manifest.name.replace(/^@/, '').replaceAll('/', '-')}`,
    ...text.trimEnd().split('\n').map(indent),
    '',
  ].join('\n');
}

function licenceIn(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(-\w+)?(\.(txt|md))?$/i.test(name));
  if (file !== undefined) return chosenPart(readFileSync(join(folder, file), 'utf8').replaceAll('\r', ''));
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const section = /^#+ *licen[cs]e\b[^\n]*\n([\s\S]*)/im.exec(readme)?.[1];
  if (section === undefined) throw new Error(`${folder} says nowhere under which licence it is`);
  return section;
}

/** Of licences to choose from, between lines of hyphens, the one that is not the GPL: node-forge offers it and the BSD one. */
function chosenPart(text: string): string {
  const parts = text.split(/^-{20,}$/m).map((part) => part.trim());
  const isGpl = (part: string) => /GNU\s+GENERAL PUBLIC LICENSE\s+Version/.test(part);
  const others = parts.filter((part) => !isGpl(part) && /^Copyright /m.test(part));
  return others.length > 0 && parts.some(isGpl) ? others.join('\n\n') : text;
}

/** DEP-5: every line of a field's text is indented, an empty one is a dot. */
function indent(line: string): string {
  const text = line.trimEnd();
  return text === '' ? ' .' : ` ${text}`;
}

process.stdout.write(`${readFileSync('debian/copyright', 'utf8')}\n${carried().map(printStanza).join('\n')}`);
