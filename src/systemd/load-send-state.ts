// Loads sd_notify(3): from the addon that ships with the program, if it was built for this Node, or from the sd-notify package.
// The only file that imports sd-notify. Uses nothing of either but `sendState`: the log functions take their message as a
// format string.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Sends `KEY=value` lines, as sd_notify(3) takes them. */
export type SendState = (state: string) => void;

interface NotifyAddon {
  sendState(state: string): void;
}

/** Undefined when neither can be loaded. */
export async function loadSendState(directories: readonly string[]): Promise<SendState | undefined> {
  return loadPrebuilt(directories) ?? (await loadPackage());
}

function loadPrebuilt(directories: readonly string[]): SendState | undefined {
  for (const directory of directories) {
    const file = join(directory, `notify-${process.versions.modules}.node`);
    if (!existsSync(file)) continue;
    try {
      const module: { exports: Partial<NotifyAddon> } = { exports: {} };
      process.dlopen(module, file);
      const { sendState } = module.exports;
      if (sendState !== undefined) return (state) => sendState(state);
    } catch {
      // Built for another C library, or libsystemd is missing: try the next one.
    }
  }
  return undefined;
}

async function loadPackage(): Promise<SendState | undefined> {
  try {
    const { default: addon } = await import('sd-notify');
    return (state) => addon.sendState(state);
  } catch {
    return undefined;
  }
}
