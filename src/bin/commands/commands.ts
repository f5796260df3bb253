// Every command, in the order in which help and manuals show them.

import { acmeCommand } from './acme.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { completeWordsCommand } from './complete-words.ts';
import { demoCommand } from './demo.ts';
import { discoverCommand } from './discover.ts';
import { drainCommand } from './drain.ts';
import { dsCommand } from './ds.ts';
import { eventsCommand } from './events.ts';
import { explainCommand } from './explain.ts';
import { forceCommand } from './force.ts';
import { historyCommand } from './history.ts';
import { keygenCommand } from './keygen.ts';
import { namesCommand } from './names.ts';
import { notifyTestCommand } from './notify-test.ts';
import { releaseCommand } from './release.ts';
import { reloadCommand } from './reload.ts';
import { serveCommand } from './serve.ts';
import { statusCommand } from './status.ts';
import { topCommand } from './top.ts';
import { tsigKeygenCommand } from './tsig-keygen.ts';
import { undrainCommand } from './undrain.ts';
import { watchCommand } from './watch.ts';

export const commands: readonly Command[] = [
  serveCommand,
  checkCommand,
  reloadCommand,
  statusCommand,
  topCommand,
  namesCommand,
  explainCommand,
  historyCommand,
  eventsCommand,
  drainCommand,
  undrainCommand,
  forceCommand,
  releaseCommand,
  acmeCommand,
  notifyTestCommand,
  keygenCommand,
  dsCommand,
  tsigKeygenCommand,
  discoverCommand,
  watchCommand,
  demoCommand,
  completeWordsCommand,
];

/** Those for people. */
export const shownCommands: readonly Command[] = commands.filter(({ isHidden }) => isHidden !== true);
