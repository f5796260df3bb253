// The real command line in a pseudo terminal, with what its screen shows: python's own module makes the terminal, as Node has none.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';
import { Screen } from './screen.ts';

const program = fileURLToPath(new URL('../../../src/bin/entry.js', import.meta.url));

/** Keeps the terminal open when the program has ended, to see how it was left. */
const python = `
import fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios
rows, columns = int(sys.argv[1]), int(sys.argv[2])
master, slave = pty.openpty()
def resize(rows, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
resize(rows, columns)
def modes():
    return repr(termios.tcgetattr(slave)[:4])
def begin():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
before = modes()
child = subprocess.Popen(sys.argv[3:], stdin=slave, stdout=slave, stderr=slave, preexec_fn=begin)
def say(what):
    sys.stderr.write(json.dumps(what) + '\\n')
    sys.stderr.flush()
say({'pid': child.pid})
orders, ended = b'', False
while True:
    ready, _, _ = select.select([master, 0], [], [], 0.02)
    if master in ready:
        os.write(1, os.read(master, 65536))
        continue
    if not ended and child.poll() is not None:
        ended = True
        say({'code': child.returncode, 'isRestored': modes() == before})
    if 0 in ready:
        more = os.read(0, 65536)
        if not more:
            break
        orders += more
        while b'\\n' in orders:
            line, orders = orders.split(b'\\n', 1)
            order = json.loads(line)
            if 'keys' in order: os.write(master, order['keys'].encode())
            if 'rows' in order:
                resize(order['rows'], order['columns'])
            if 'modes' in order: say({'isRaw': modes() != before})
if child.poll() is None: child.kill()
`;

interface Ended {
  /** Negative: the number of the signal. */
  readonly code: number;
  /** The modes of the terminal are those from before. */
  readonly isRestored: boolean;
}

export class PtyProgram {
  readonly screen: Screen;
  readonly #python: ChildProcessWithoutNullStreams;
  #pid = 0;
  #ended: Ended | undefined;
  #isRaw: boolean | undefined;

  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
    rows = 24,
    columns = 80,
    file = program,
  ) {
    this.screen = new Screen(rows, columns);
    const command = [String(rows), String(columns), process.execPath, file, ...words];
    this.#python = spawn('python3', ['-c', python, ...command], {
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...environment },
    });
    this.#python.stdout.on('data', (chunk: Buffer) => this.screen.write(chunk));
    let text = '';
    this.#python.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines)
        this.#hear(JSON.parse(line) as Partial<Ended & { pid: number; isRaw: boolean }>);
    });
  }

  get pid(): number {
    return this.#pid;
  }

  press(keys: string): void {
    this.#tell({ keys });
  }

  resize(rows: number, columns: number): void {
    this.screen.resize(rows, columns);
    this.#tell({ rows, columns });
  }

  async isRaw(): Promise<boolean> {
    this.#isRaw = undefined;
    this.#tell({ modes: true });
    await until('the modes are known', () => this.#isRaw !== undefined);
    return this.#isRaw === true;
  }

  shows(text: string | RegExp): Promise<void> {
    return until(`the screen shows ${text}:\n${this.screen.text}`, () =>
      typeof text === 'string' ? this.screen.text.includes(text) : text.test(this.screen.text),
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\nbut at the end\n${this.screen.text}`);
    });
  }

  async ended(): Promise<Ended> {
    await until('it has ended', () => this.#ended !== undefined);
    return this.#ended ?? { code: -1, isRestored: false };
  }

  /** For a test that failed before it ended by itself. */
  stop(): void {
    this.#python.stdin.end();
  }

  #hear({ pid, code, isRestored, isRaw }: Partial<Ended & { pid: number; isRaw: boolean }>): void {
    if (pid !== undefined) this.#pid = pid;
    if (isRaw !== undefined) this.#isRaw = isRaw;
    if (code !== undefined && isRestored !== undefined) this.#ended = { code, isRestored };
  }

  #tell(order: unknown): void {
    this.#python.stdin.write(`${JSON.stringify(order)}\n`);
  }
}
