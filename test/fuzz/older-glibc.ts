// Lets Jazzer.js run with a C library older than the one that its libFuzzer was linked with (Debian 12 has 2.36, it wants 2.38).
// All that it takes from the newer libraries is strtol under new names and a function that does nothing.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

/** The versions that the addon asks of libc and libstdc++, and that an older system lacks. */
const newerVersions: readonly string[] = ['GLIBC_2.38', 'GLIBCXX_3.4.32'];
const newestGlibcNeeded = 38;

const missingFunctions = `#include <stdlib.h>
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
void _ZSt21ios_base_library_initv(void) {}
`;

/** Variables for a Node that is to load the addon; none where the system is new enough. Made once: processes map the files. */
export function variablesForAddon(): Readonly<Record<string, string>> {
  variables ??= isGlibcOlder() ? changeAddon(makeTemporaryDirectory()) : {};
  return variables;
}

let variables: Readonly<Record<string, string>> | undefined;

function changeAddon(directory: string): Readonly<Record<string, string>> {
  const addon = findAddon();
  const changed = join(directory, basename(addon));
  writeFileSync(changed, weakenVersions(readFileSync(addon)));
  const source = join(directory, 'missing-functions.c');
  const library = join(directory, 'missing-functions.so');
  writeFileSync(source, missingFunctions);
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, source]);
  const hook = join(directory, 'load-changed-addon.cjs');
  writeFileSync(hook, loadInstead(basename(addon), changed));
  return { LD_PRELOAD: library, NODE_OPTIONS: `--require ${JSON.stringify(hook)}` };
}

function isGlibcOlder(): boolean {
  const report = process.report.getReport() as {
    readonly header?: { readonly glibcVersionRuntime?: string };
  };
  const [major, minor] = (report.header?.glibcVersionRuntime ?? '').split('.').map(Number);
  return process.platform === 'linux' && major === 2 && (minor ?? 0) < newestGlibcNeeded;
}

function findAddon(): string {
  const fuzzer = createRequire(import.meta.url).resolve('@jazzer.js/fuzzer');
  return join(dirname(fuzzer), '..', 'prebuilds', `fuzzer-${process.platform}-${process.arch}.node`);
}

/** In the process that fuzzes, the changed copy takes the place of the addon. */
function loadInstead(name: string, changed: string): string {
  return `const { dlopen } = process;
process.dlopen = (module, file, ...more) =>
  dlopen.call(process, module, file.endsWith(${JSON.stringify(name)}) ? ${JSON.stringify(changed)} : file, ...more);
`;
}

/** Section .gnu.version_r of an ELF file of 64 bits: which versions of which libraries are needed. */
const versionNeedsType = 0x6fff_fffe;
/** VER_FLG_WEAK: whoever loads the file does not mind its absence. */
const weakFlag = 2;

//   section header   type at 4, offset at 24, link (its strings) at 40, info (how many libraries) at 44
//   library          how many versions at 2, first version at 8, next library at 12, both relative
//   version          flags at 4, name at 8, next version at 12, relative
function weakenVersions(elf: Buffer): Buffer {
  const headersAt = Number(elf.readBigUInt64LE(0x28));
  const headerOctets = elf.readUInt16LE(0x3a);
  const offsetOf = (section: number) => Number(elf.readBigUInt64LE(headersAt + section * headerOctets + 24));
  for (let section = 0; section < elf.readUInt16LE(0x3c); section++) {
    const header = headersAt + section * headerOctets;
    if (elf.readUInt32LE(header + 4) !== versionNeedsType) continue;
    const stringsAt = offsetOf(elf.readUInt32LE(header + 40));
    let library = offsetOf(section);
    for (let left = elf.readUInt32LE(header + 44); left > 0; left--) {
      let version = library + elf.readUInt32LE(library + 8);
      for (let more = elf.readUInt16LE(library + 2); more > 0; more--) {
        const nameAt = stringsAt + elf.readUInt32LE(version + 8);
        const name = elf.toString('latin1', nameAt, elf.indexOf(0, nameAt));
        if (newerVersions.includes(name))
          elf.writeUInt16LE(elf.readUInt16LE(version + 4) | weakFlag, version + 4);
        version += elf.readUInt32LE(version + 12);
      }
      library += elf.readUInt32LE(library + 12);
    }
  }
  return elf;
}
