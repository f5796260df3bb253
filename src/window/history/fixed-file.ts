// A file of fixed size, read and written in place. Not written through to the disk: what a crash of the machine takes is minutes
// of history. Refuses to know what is in it.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCodeOf } from '../../base/error-code.ts';
import { describeKind, isOwnedByUsOrRoot } from '../../base/read-regular-file.ts';
import { fail, type Result, succeed } from '../../base/result.ts';

export interface FixedFile {
  /** From `at` on, until `into` is full. */
  read(into: Uint8Array, at: number): Promise<Result<void, string>>;
  write(octets: Uint8Array, at: number): Promise<Result<void, string>>;
  /** Every octet is zero again. */
  clear(): Promise<Result<void, string>>;
  close(): Promise<void>;
}

/** How a path becomes a file; tests have one that hangs, fails or forgets. */
export type OpenFixedFile = (path: string, octets: number) => Promise<Result<FixedFile, string>>;

const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const mode = 0o600;

/** One of another size is begun anew. It is sparse: zeros that nobody wrote take no room. */
export const openFixedFile: OpenFixedFile = async (path, octets) => {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, flags, mode);
    const status = await handle.stat();
    const problem = status.isFile() ? undefined : `is ${describeKind(status)}`;
    if (problem !== undefined || !isOwnedByUsOrRoot(status)) {
      await handle.close();
      return fail(problem ?? `belongs to another user (uid ${status.uid})`);
    }
    const file = new OpenedFile(handle, octets);
    if (status.size === octets) return succeed(file);
    const cleared = await file.clear();
    if (cleared.ok) return succeed(file);
    await file.close();
    return cleared;
  } catch (error) {
    await handle?.close().catch(() => undefined);
    return fail(errorCodeOf(error));
  }
};

class OpenedFile implements FixedFile {
  readonly #handle: FileHandle;
  readonly #octets: number;

  constructor(handle: FileHandle, octets: number) {
    this.#handle = handle;
    this.#octets = octets;
  }

  read(into: Uint8Array, at: number): Promise<Result<void, string>> {
    return attempt(async () => {
      for (let done = 0; done < into.length; ) {
        const { bytesRead } = await this.#handle.read(into, done, into.length - done, at + done);
        if (bytesRead === 0) return 'became shorter';
        done += bytesRead;
      }
      return undefined;
    });
  }

  write(octets: Uint8Array, at: number): Promise<Result<void, string>> {
    return attempt(async () => {
      for (let done = 0; done < octets.length; ) {
        const { bytesWritten } = await this.#handle.write(octets, done, octets.length - done, at + done);
        done += bytesWritten;
      }
      return undefined;
    });
  }

  clear(): Promise<Result<void, string>> {
    return attempt(async () => {
      await this.#handle.truncate(0);
      await this.#handle.truncate(this.#octets);
      return undefined;
    });
  }

  close(): Promise<void> {
    return this.#handle.close().catch(() => undefined);
  }
}

/** `act` returns what is wrong, if it does not throw that. */
async function attempt(act: () => Promise<string | undefined>): Promise<Result<void, string>> {
  try {
    const problem = await act();
    return problem === undefined ? succeed(undefined) : fail(problem);
  } catch (error) {
    return fail(errorCodeOf(error));
  }
}
