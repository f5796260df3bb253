// The npm tarball as a user gets it, unpacked into a project that has nothing else, and programs that are compiled and
// run there.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';

const root = resolve(import.meta.dirname, '../../../..');
const compilerOptions = {
  ...{ target: 'es2023', lib: ['es2023'], module: 'nodenext', strict: true, skipLibCheck: false },
  ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true },
  ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
};

export interface RunningProgram {
  readonly output: string;
  /** Resolves to the exit code or the signal, or to nothing if it runs for longer than that. */
  end(withinMs: number): Promise<number | string | undefined>;
}

export class PackedPackage {
  readonly directory = makeTemporaryDirectory();

  /** Offline and without install scripts: the test is about what was built before. */
  static pack(): PackedPackage {
    const packed = new PackedPackage();
    const target = join(packed.directory, 'node_modules/healthy-dns');
    mkdirSync(target, { recursive: true });
    const npm = ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', packed.directory];
    const tarball = execFileSync('npm', npm, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    const words = ['-xzf', join(packed.directory, tarball), '-C', target, '--strip-components=1'];
    execFileSync('tar', words);
    writeFileSync(join(packed.directory, 'package.json'), '{"private": true, "type": "module"}');
    return packed;
  }

  /** The compiler's complaints; empty when there are none. */
  compile(name: string, text: string): string {
    writeFileSync(join(this.directory, `${name}.ts`), text);
    const config = join(this.directory, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
    return stdout;
  }

  run(name: string): RunningProgram {
    const child = spawn(process.execPath, [join(this.directory, `${name}.js`)], {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let ended: number | string | undefined;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('close', (code, signal) => {
      ended = code ?? signal ?? 'lost';
    });
    return {
      get output() {
        return output;
      },
      async end(withinMs) {
        await until('the program has ended', () => ended !== undefined, withinMs).catch(() =>
          child.kill('SIGKILL'),
        );
        return ended;
      },
    };
  }
}
