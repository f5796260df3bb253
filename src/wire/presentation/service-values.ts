// The values of service parameters (RFC 9460 §7, §8, RFC 9461 §5): text, of which the escapes are resolved, <-> octets.

import {
  type ByteString,
  bytesOf,
  readByteString,
  sliceBytes,
  uint16,
  uint16At,
} from '../../base/byte-string.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { parseIpAddress, readIpAddress } from '../ip-address.ts';
import { addressRdata } from '../rdata.ts';
import { alpnValue, ServiceParameter } from '../svcb-rdata.ts';
import { stringOctetsMax } from './text-parts.ts';

export interface ServiceValue {
  readonly name: string;
  /** Fails with what it is not. */
  parse(text: ByteString): Result<ByteString, string>;
  /** The reverse, before it is quoted; nothing for what is no such value. */
  print(value: ByteString): string | undefined;
}

export const serviceValues: ReadonlyMap<number, ServiceValue> = new Map<number, ServiceValue>([
  [ServiceParameter.MANDATORY, { name: 'mandatory', parse: parseKeys, print: printKeys }],
  [ServiceParameter.ALPN, { name: 'alpn', parse: parseAlpn, print: printAlpn }],
  [ServiceParameter.NO_DEFAULT_ALPN, { name: 'no-default-alpn', parse: parseNothing, print: printNothing }],
  [ServiceParameter.PORT, { name: 'port', parse: parsePort, print: printPort }],
  [ServiceParameter.IPV4HINT, hintValue('ipv4hint', 4)],
  [ServiceParameter.ECH, { name: 'ech', parse: parseBase64, print: printBase64 }],
  [ServiceParameter.IPV6HINT, hintValue('ipv6hint', 6)],
  [ServiceParameter.DOHPATH, { name: 'dohpath', parse: parsePath, print: (value) => value || undefined }],
]);

const keysByName = new Map([...serviceValues].map(([key, { name }]) => [name, key]));

/** `alpn`, or `key667` for any other (RFC 9460 §2.1). */
export function parseServiceKey(text: string): number | undefined {
  const lower = text.toLowerCase();
  const number = /^key(0|[1-9]\d{0,4})$/.exec(lower)?.[1];
  const key = number === undefined ? keysByName.get(lower) : Number(number);
  return key !== undefined && key <= 0xffff ? key : undefined;
}

export function printServiceKey(key: number): string {
  return serviceValues.get(key)?.name ?? `key${key}`;
}

/** RFC 9460 §8: at least one key, in ascending order, none twice; the key of the list itself is always understood. */
function parseKeys(text: ByteString): Result<ByteString, string> {
  const keys = text.split(',').map(parseServiceKey);
  const known = keys.filter((key) => key !== undefined).sort((a, b) => a - b);
  const isSound = known.length === keys.length && new Set(known).size === keys.length && known[0] !== 0;
  return isSound
    ? succeed(known.map(uint16).join('') as ByteString)
    : fail('is not a list of keys, each once, such as alpn,port');
}

function printKeys(value: ByteString): string | undefined {
  if (value === '' || value.length % 2 !== 0) return undefined;
  const keys = Array.from({ length: value.length / 2 }, (_, index) => uint16At(value, 2 * index));
  const isSound = keys.every((key, index) => key > (index === 0 ? 0 : (keys[index - 1] ?? 0)));
  return isSound ? keys.map(printServiceKey).join(',') : undefined;
}

/** RFC 9460 appendix A.1: within a list, commas and backslashes of an item are escaped once more. */
function parseAlpn(text: ByteString): Result<ByteString, string> {
  const items = text.match(/(?:[^,\\]|\\[,\\])+|,/g) ?? [];
  const isWhole =
    items.join('') === text && items.every((item, index) => (item === ',') === (index % 2 === 1));
  if (!isWhole || items.length % 2 === 0) {
    return fail(
      'is not a list of protocols such as h2,h3 ("\\\\," is a comma within one, "\\\\\\\\" a backslash)',
    );
  }
  const protocols = items
    .filter((item) => item !== ',')
    .map((item) => item.replace(/\\(.)/g, '$1') as ByteString);
  const isTooLong = protocols.some(({ length }) => length > stringOctetsMax);
  return isTooLong
    ? fail(`has a protocol of more than ${stringOctetsMax} octets`)
    : succeed(alpnValue(protocols));
}

function printAlpn(value: ByteString): string | undefined {
  const protocols: string[] = [];
  for (let at = 0; at < value.length; ) {
    const length = value.charCodeAt(at);
    const end = at + 1 + length;
    if (length === 0 || end > value.length) return undefined;
    protocols.push(value.slice(at + 1, end).replace(/[,\\]/g, '\\$&'));
    at = end;
  }
  return protocols.length === 0 ? undefined : protocols.join(',');
}

function parseNothing(text: ByteString): Result<ByteString, string> {
  return text === '' ? succeed(text) : fail('is more than "no-default-alpn", which takes no value');
}

function printNothing(value: ByteString): string | undefined {
  return value === '' ? '' : undefined;
}

function parsePort(text: ByteString): Result<ByteString, string> {
  const isPort = /^\d{1,5}$/.test(text) && Number(text) <= 0xffff;
  return isPort ? succeed(uint16(Number(text))) : fail('is not a port, a number from 0 to 65535');
}

function printPort(value: ByteString): string | undefined {
  return value.length === 2 ? String(uint16At(value, 0)) : undefined;
}

function hintValue(name: string, family: 4 | 6): ServiceValue {
  const octetCount = family === 4 ? 4 : 16;
  return {
    name,
    parse(text) {
      const addresses = text.split(',').map(parseIpAddress);
      const known = addresses.filter((address) => address?.family === family);
      if (known.length < addresses.length)
        return fail(`is not a list of IPv${family} addresses with commas between`);
      return succeed(
        known.map((address) => (address === undefined ? '' : addressRdata(address))).join('') as ByteString,
      );
    },
    print(value) {
      if (value === '' || value.length % octetCount !== 0) return undefined;
      const addresses: string[] = [];
      for (let at = 0; at < value.length; at += octetCount) {
        addresses.push(readIpAddress(bytesOf(sliceBytes(value, at, at + octetCount))).text);
      }
      return addresses.join(',');
    },
  };
}

function parseBase64(text: ByteString): Result<ByteString, string> {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
  return isBase64 ? succeed(readByteString(Buffer.from(text, 'base64'))) : fail('is not base64');
}

function printBase64(value: ByteString): string | undefined {
  return value === '' ? undefined : Buffer.from(value, 'latin1').toString('base64');
}

function parsePath(text: ByteString): Result<ByteString, string> {
  return text === '' ? fail('is not a path such as /dns-query{?dns}') : succeed(text);
}
