// Takes updates, one after the other, says which were confirmed, and is killed at the n-th step of writing its file: before or
// after it. Arguments: directory, step, 'before' or 'after'.

import { promises, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [directory = '', step = '0', side = 'before'] = process.argv.slice(2);
let left = Number(step);

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Counts each operation that may leave its trace on the disk. */
async function counted<Value>(act: () => Promise<Value>): Promise<Value> {
  left--;
  if (left === 0 && side === 'before') die();
  const value = await act();
  if (left === 0 && side === 'after') die();
  return value;
}

const { open, rename } = promises;
type Open = typeof promises.open;
const countedOpen: Open = async (...given) => {
  const file = await counted(() => open(...given));
  const { writeFile, sync } = file;
  file.writeFile = (...data: Parameters<typeof writeFile>) => counted(() => writeFile.apply(file, data));
  file.sync = () => counted(() => sync.apply(file));
  return file;
};
promises.open = countedOpen;
promises.rename = (from, to) => counted(() => rename(from, to));
syncBuiltinESMExports();

const { UpdatingWorld } = await import('../worlds/updating-world.ts');
const world = await UpdatingWorld.start({ directory });
for (let n = 0; n < 4; n++) {
  const code = await world.add(`n${n} 60 A 192.0.2.${n}`);
  // At once, and not when a stream likes.
  if (code === 'NOERROR') writeSync(1, `n${n}\n`);
}
