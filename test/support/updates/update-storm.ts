// Clients that change pairs of names together, again and again, and remember what was confirmed: whatever becomes of the server,
// a pair is never torn apart and never older than what was confirmed.

import { makeQuery, readReply, TcpClient } from '../dns/dns-client.ts';
import { makeUpdate } from '../dns/make-update.ts';
import type { SharedKey } from './shared-keys.ts';
import { signByHand } from './sign-by-hand.ts';

interface Pair {
  readonly names: readonly [string, string];
  /** The number that both had when a reply said so; 0: none yet. */
  confirmed: number;
  /** The number that was sent last. */
  sent: number;
}

export class UpdateStorm {
  readonly #apex: string;
  readonly #key: SharedKey;
  readonly #pairs: readonly Pair[];

  constructor(apex: string, key: SharedKey, pairCount: number) {
    this.#apex = apex;
    this.#key = key;
    this.#pairs = Array.from({ length: pairCount }, (_, at) => ({
      names: [`a${at}.dyn`, `b${at}.dyn`],
      confirmed: 0,
      sent: 0,
    }));
  }

  get confirmed(): number {
    return this.#pairs.reduce((sum, { confirmed }) => sum + confirmed, 0);
  }

  /** Until the server is gone, or each pair was changed so often. */
  async rage(port: number, timesMax: number): Promise<void> {
    await Promise.all(this.#pairs.map((pair) => this.#change(pair, port, timesMax)));
  }

  /** What is wrong with what is served now. */
  async complaints(port: number): Promise<string[]> {
    const complaints: string[] = [];
    for (const { names, confirmed, sent } of this.#pairs) {
      const numbers = await Promise.all(names.map((name) => this.#numberAt(port, name)));
      const [first = 0, second = 0] = numbers;
      if (first !== second) complaints.push(`${names} have ${numbers}: half an update`);
      if (first < confirmed) complaints.push(`${names} have ${first}, but ${confirmed} was confirmed`);
      if (first > sent) complaints.push(`${names} have ${first}, which nobody sent`);
    }
    return complaints;
  }

  async #change(pair: Pair, port: number, timesMax: number): Promise<void> {
    const client = new TcpClient(port);
    try {
      for (let times = 0; times < timesMax; times++) {
        const number = ++pair.sent;
        const lines = pair.names.flatMap((name) => [`del ${name} TXT`, `add ${name} 60 TXT "${number}"`]);
        const message = makeUpdate({ zone: `${this.#apex}.`, update: lines, id: number & 0xffff });
        client.send(
          signByHand(message, { key: this.#key, nowSeconds: Math.floor(Date.now() / 1000) }).octets,
        );
        const reply = await client.receive();
        if (reply === undefined) return;
        // SERVFAIL: it is stopping.
        if ((reply.readUInt8(3) & 0x0f) === 0) pair.confirmed = number;
      }
    } finally {
      client.close();
    }
  }

  async #numberAt(port: number, name: string): Promise<number> {
    const client = new TcpClient(port);
    client.send(makeQuery(`${name}.${this.#apex}`, { type: 16 }));
    const { answers } = readReply(await client.receive());
    client.close();
    if (answers.length > 1) throw new Error(`${name} has ${answers}`);
    return Number(/\[?"?(\d+)"?\]?$/.exec(textOf(answers[0]))?.[1] ?? 0);
  }
}

/** dns-packet shows texts as arrays of buffers. */
function textOf(answer: string | undefined): string {
  const data = /TXT (.*)$/.exec(answer ?? '')?.[1];
  if (data === undefined) return '';
  const [first] = JSON.parse(data) as readonly (string | { readonly data: readonly number[] })[];
  return typeof first === 'string' ? first : Buffer.from(first?.data ?? []).toString('latin1');
}
