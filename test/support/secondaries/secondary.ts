// Somebody else's name server that follows a primary, on a loopback address of its own. Its place is chosen first: the
// primary must know it before there is a primary to follow.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askUdp, makeQuery } from '../dns/dns-client.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { type OtherServer, runOtherServer } from '../dns/run-other-server.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';
import { askSerial } from './ask-serial.ts';
import type { Following, Place, SecondaryProduct, TransferKind } from './secondary-product.ts';
import { differencesOf, transferZone } from './transfer-zone.ts';

const soa = 6;
const askAgainMs = 300;
/** The end of its log tells why. */
const saidOctets = 4000;

export class Secondary {
  readonly product: SecondaryProduct;
  readonly place: Place;
  /** What earlier runs said. */
  #earlier = '';
  #server: OtherServer | undefined;

  private constructor(product: SecondaryProduct, place: Place) {
    this.product = product;
    this.place = place;
  }

  static async place(product: SecondaryProduct): Promise<Secondary> {
    const { address } = product;
    const port = await findFreePort(address);
    return new Secondary(product, { directory: makeTemporaryDirectory(), address, port });
  }

  get name(): string {
    return this.product.name;
  }

  get log(): string {
    return this.#earlier + (this.#server?.log ?? '');
  }

  /** Once it answers, whatever it answers. What it held when it was stopped is still there. */
  async follow(following: Following): Promise<void> {
    const { program } = this.product;
    const words = this.product.prepare(this.place, following);
    const server = await runOtherServer(program, words, () => this.#answers(following), this.place.directory);
    if (typeof server === 'string') throw new Error(`${program} does not start: ${server}`);
    this.#server = server;
  }

  transfers(apex: string): readonly TransferKind[] {
    return this.product.readTransfers(this.log, apex);
  }

  get complaints(): readonly string[] {
    return this.log.split('\n').filter((line) => this.product.complaint.test(line));
  }

  serial(apex: string): Promise<number | undefined> {
    return askSerial(this.place, apex);
  }

  ask(query: Uint8Array): Promise<Buffer | undefined> {
    const { address, port } = this.place;
    return askUdp(port, query, { address, withinMs: askAgainMs }).catch(() => undefined);
  }

  transfer(apex: string): Promise<readonly string[]> {
    return transferZone(apex, this.place);
  }

  /**
   * Until it has what it answers after an end of any kind, too. NSD that comes back with less than it had confirmed fetches the
   * whole zone.
   */
  keeps(apex: string): Promise<void> {
    const file = join(this.place.directory, `${apex}.zone`);
    const isKept = async () =>
      this.product.writesLater !== true || serialIn(file) === (await this.serial(apex));
    return this.#until(`${this.name} keeps ${apex}`, isKept);
  }

  /** Between its whole zone and these records. */
  async differences(apex: string, records: readonly string[]): Promise<string[]> {
    return differencesOf(records, await this.transfer(apex), this.product.rewritten);
  }

  holds(apex: string, serial: number, withinMs?: number): Promise<void> {
    const what = `${this.name} has serial ${serial} of ${apex}`;
    return this.#until(what, async () => (await this.serial(apex)) === serial, withinMs);
  }

  serves(apex: string): Promise<void> {
    return this.#until(`${this.name} serves ${apex}`, async () => (await this.serial(apex)) !== undefined);
  }

  forgets(apex: string): Promise<void> {
    return this.#until(`${this.name} forgets ${apex}`, async () => (await this.serial(apex)) === undefined);
  }

  async stop(): Promise<void> {
    await this.#end((server) => server.stop());
  }

  async kill(): Promise<void> {
    await this.#end((server) => server.kill());
  }

  async #until(what: string, holds: () => Promise<boolean>, withinMs?: number): Promise<void> {
    await until(what, holds, withinMs).catch((cause: unknown) => {
      throw new Error(`${what}; it said: ${this.log.slice(-saidOctets)}`, { cause });
    });
  }

  async #end(act: (server: OtherServer) => Promise<void>): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    await act(server);
    this.#server = undefined;
    this.#earlier += server.log;
  }

  async #answers({ zones, catalog }: Following): Promise<boolean> {
    const apex = zones[0]?.apex ?? catalog?.apex ?? '';
    return (await this.ask(makeQuery(apex, { type: soa }))) !== undefined;
  }
}

/** Of a zone file that a server wrote. */
function serialIn(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const serial = /\sSOA\s+\S+\s+\S+\s+\(\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
  return serial === undefined ? undefined : Number(serial);
}
