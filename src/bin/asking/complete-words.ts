// `healthy-dns complete-words`: names, targets and overrides of a running daemon, for the completion of shells. Says nothing when
// there is none, or it is slow: whoever presses Tab wants words or peace.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { getControl, viewControl } from '../../control/ask-control.ts';
import type { TargetView } from '../../control/protocol/facts.ts';
import { routes } from '../../control/protocol/routes.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket } from './control-socket.ts';
import type { LiveWords } from './live-words.ts';

const patienceMs = 700;
/** No shell shows more without being asked. */
const wordsMax = 1000;

export async function completeWords(
  kind: string,
  beginning: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const find = Object.hasOwn(finders, kind) ? finders[kind as LiveWords] : undefined;
  const words = find === undefined ? [] : await find(socketPath, beginning);
  const meant = [...new Set(words)].filter((word) => word.startsWith(beginning) && isOneWord(word));
  process.stdout.write(
    meant
      .slice(0, wordsMax)
      .map((word) => `${word}\n`)
      .join(''),
  );
  return ExitCode.ok;
}

type Find = (socketPath: string, beginning: string) => Promise<readonly string[]>;

const finders: Readonly<Record<LiveWords, Find>> = {
  names: findNames,
  endpoints: findEndpoints,
  async subjects(socketPath, beginning) {
    const found = [findNames(socketPath, beginning), findEndpoints(socketPath, beginning)];
    return (await Promise.all(found)).flat();
  },
  drained: (socketPath) => findOverrides(socketPath, (action) => action === 'drain'),
  async forced(socketPath) {
    const held = await askTargets(socketPath, { state: 'held' });
    const forced = await findOverrides(socketPath, (action) => action !== 'drain');
    return [...forced, ...held.map(endpointOf)];
  },
};

/** Whole, without the final dot: nobody types that, and every command takes a name without it. */
async function findNames(socketPath: string, beginning: string): Promise<readonly string[]> {
  const query = { q: beginning, limit: String(wordsMax) };
  const asked = await viewControl(socketPath, routes.names, query, { patienceMs });
  if (!asked.ok || asked.value.kind === 'refused') return [];
  return asked.value.reply.names.map(({ name }) => name.replace(/(?<=.)\.$/, ''));
}

async function findEndpoints(socketPath: string, beginning: string): Promise<readonly string[]> {
  const targets = await askTargets(socketPath, { q: beginning });
  return targets.flatMap((target) => [target.address, endpointOf(target)]);
}

function endpointOf({ address, port }: TargetView): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

async function askTargets(
  socketPath: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly TargetView[]> {
  const wanted = { ...query, limit: String(wordsMax) };
  const asked = await viewControl(socketPath, routes.targets, wanted, { patienceMs });
  return asked.ok && asked.value.kind === 'done' ? asked.value.reply.targets : [];
}

async function findOverrides(
  socketPath: string,
  isMeant: (action: string) => boolean,
): Promise<readonly string[]> {
  const asked = await getControl(socketPath, routes.overrides, { patienceMs });
  if (!asked.ok) return [];
  return asked.value.overrides.filter(({ action }) => isMeant(action)).map(({ subject }) => subject);
}

/** A line that a shell reads as one word, once it has put its quotes around it. */
function isOneWord(word: string): boolean {
  return !/[\s\p{C}]/u.test(word);
}
