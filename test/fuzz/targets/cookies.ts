// The options of a good query, cookies among them: what goes back is the cookie that a plain implementation makes, and a long
// reply over UDP goes only to who shows a valid one. The first octet chooses the transport and the limit.

import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { usualPolicy } from '../../../src/serving/policy.ts';
import { storeCookieSecrets } from '../../../src/serving/rules/cookie-secrets.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import { encodeOpt, makeQuery } from '../../support/dns/dns-client.ts';
import { faultOfReply } from '../../support/dns/fuzz-answerer.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { createOctetsAnswerer } from '../../support/dns/octets-answerer.ts';
import { cookieOption, cookiesIn, loopback, makePlainCookie } from '../../support/dns/plain-cookie.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 400;

const secrets = ['e5e973e5a6b2a43f48e7dc849e37bfcf', 'dd3bdf9344b678b185a6f5cb60fca715'];
const nowSeconds = 1_790_000_000;
const ageSecondsMax = 3600;
const futureSecondsMax = 300;
const client = '2464c4abcf10c957';
/** Octets in hexadecimal digits. */
const clientDigits = 16;
const wholeDigits = 48;
const limits = [undefined, 0, 100, 512];

const snapshot = new Snapshot();
snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
const room = { udp: Buffer.alloc(1232), tcp: Buffer.alloc(65_535) };

const answerers = limits.map((cookieNeededAboveOctets) => {
  const rules = new Rules();
  storeCookieSecrets(
    rules.shared.cookieSecrets,
    secrets.map((secret) => Buffer.from(secret, 'hex')),
  );
  rules.tick();
  rules.wallSeconds = nowSeconds;
  rules.apply({ ...usualPolicy, cookieNeededAboveOctets });
  return {
    udp: createOctetsAnswerer('udp', undefined, rules),
    tcp: createOctetsAnswerer('tcp', undefined, rules),
  };
});

export function seeds(): readonly Uint8Array[] {
  const made = secrets.flatMap((secret) =>
    [0, -1700, -1900, -3600, -3601, 300, 301].map((offset) =>
      makePlainCookie({ secret, client, address: loopback[4], seconds: nowSeconds + offset }),
    ),
  );
  const odd = ['', client, `${client}01`, client.repeat(2), client.repeat(5), `${client.repeat(5)}00`];
  return [...made, ...odd].flatMap((cookie, index) => {
    const options = encodeOpt({ options: [[cookieOption, Buffer.from(cookie, 'hex')]] }).subarray(11);
    return [Buffer.concat([Buffer.of(index % 8), options]), Buffer.concat([Buffer.of(6), options, options])];
  });
}

export function fuzz(data: Buffer): void {
  const [choice = 0] = data;
  const options = data.subarray(1);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(options.length);
  const tail = Buffer.concat([Buffer.of(0, 0, 41, 4, 208, 0, 0, 0, 0), length, options]);
  const query = makeQuery('big.example.test', { counts: [1, 0, 0, 1], tail });
  const transport = (choice & 1) === 0 ? 'udp' : 'tcp';
  const place = (choice >> 1) % limits.length;
  const into = room[transport];
  const octets = answerers[place]?.[transport](snapshot.image, query, query.length, into) ?? 0;
  const reply = Buffer.from(into.subarray(0, octets));
  const fault = faultOfReply(query, reply, transport);
  if (fault !== undefined) found(fault);
  judgeCookie(firstCookie(options), reply, transport === 'udp' ? limits[place] : undefined);
}

function judgeCookie(
  given: string | undefined | 'malformed',
  reply: Buffer,
  limit: number | undefined,
): void {
  const [shown, ...others] = cookiesIn(reply);
  const code = (reply[3] ?? 0) & 0x0f;
  if (others.length > 0) found('several cookies');
  if (given === 'malformed') {
    if (code !== 1) found(`code ${code} for what is malformed`);
    return;
  }
  const isValid = given !== undefined && isMade(given);
  if (limit !== undefined && !isValid && reply.length > limit && code === 0 && ((reply[2] ?? 0) & 2) === 0)
    found(`${reply.length} octets for who has no valid cookie`);
  if ((given === undefined) !== (shown === undefined)) found('a cookie for none, or none for a cookie');
  if (given === undefined || shown === undefined) return;
  const mine = makePlainCookie({
    secret: secrets[0] ?? '',
    client: given.slice(0, clientDigits),
    address: loopback[4],
    seconds: nowSeconds,
  });
  if (shown !== mine && !(isValid && shown === given)) found(`the cookie ${shown} for ${given}`);
}

/** By one of the secrets, not too long ago. */
function isMade(cookie: string): boolean {
  if (cookie.length !== wholeDigits) return false;
  const seconds = Number.parseInt(cookie.slice(24, 32), 16);
  const age = (nowSeconds - seconds) | 0;
  if (age > ageSecondsMax || age < -futureSecondsMax) return false;
  const fields = { client: cookie.slice(0, 16), version: '01', reserved: cookie.slice(18, 24), seconds };
  return secrets.some((secret) => makePlainCookie({ ...fields, secret, address: loopback[4] }) === cookie);
}

/** In hexadecimal digits. */
function firstCookie(options: Buffer): string | undefined | 'malformed' {
  let first: Buffer | undefined;
  for (let at = 0; at < options.length; ) {
    if (at + 4 > options.length) return 'malformed';
    const end = at + 4 + options.readUInt16BE(at + 2);
    if (end > options.length) return 'malformed';
    if (options.readUInt16BE(at) === cookieOption) first ??= options.subarray(at + 4, end);
    at = end;
  }
  if (first === undefined) return undefined;
  // RFC 7873 §5.2.2
  const isGood = first.length === 8 || (first.length >= 16 && first.length <= 40);
  return isGood ? first.toString('hex') : 'malformed';
}
