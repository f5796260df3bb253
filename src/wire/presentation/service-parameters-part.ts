// The parameters of SVCB and HTTPS records (RFC 9460 §2.1, appendix A): `key`, `key=value` or `key="value"`, in any order.

import type { ByteString } from '../../base/byte-string.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import {
  readServiceParameters,
  ServiceParameter,
  type ServiceParameters,
  writeServiceParameters,
} from '../svcb-rdata.ts';
import type { Field } from './fields.ts';
import {
  complain,
  type FieldCursor,
  type RdataPart,
  type RdataProblem,
  takeRest,
  takeWord,
} from './rdata-part.ts';
import { parseServiceKey, printServiceKey, serviceValues } from './service-values.ts';
import { quoteString, readText } from './text-parts.ts';

export const serviceParametersPart: RdataPart = {
  parse(cursor) {
    const parameters = new Map<number, ByteString>();
    while (cursor.at < cursor.fields.length) {
      const written = takeParameter(cursor);
      if (!written.ok) return written;
      const { field, key, value } = written.value;
      if (parameters.has(key)) return complain(field, 'parameter', 'stands twice; remove one');
      parameters.set(key, value);
    }
    const contradiction = findContradiction(parameters);
    return contradiction === undefined
      ? succeed(writeServiceParameters(parameters))
      : fail({ message: contradiction });
  },
  print(cursor) {
    const parameters = readServiceParameters(takeRest(cursor));
    if (parameters === undefined || findContradiction(parameters) !== undefined) return undefined;
    const texts: string[] = [];
    for (const [key, value] of parameters) {
      const text = printParameter(key, value);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts.join(' ');
  },
};

/** RFC 9460 §2.2: its length has sixteen bits. */
const valueOctetsMax = 0xffff;

interface WrittenParameter {
  readonly field: Field;
  readonly key: number;
  readonly value: ByteString;
}

function takeParameter(cursor: FieldCursor): Result<WrittenParameter, RdataProblem> {
  const word = takeWord(cursor, 'parameter', 'a parameter such as alpn="h2"');
  if (!word.ok) return word;
  const field = word.value;
  const equalsAt = field.text.indexOf('=');
  const key = parseServiceKey(equalsAt < 0 ? field.text : field.text.slice(0, equalsAt));
  if (key === undefined) {
    const names = [...serviceValues.values()].map(({ name }) => name).join(', ');
    return complain(field, 'parameter', `is none of ${names}, and none such as key667`);
  }
  const text = readText(takeValue(cursor, field, equalsAt), 'parameter');
  if (!text.ok) return text;
  const value = field.text.toLowerCase().startsWith('key')
    ? checkValue(key, text.value)
    : parseValue(key, text.value);
  if (!value.ok) return complain(field, 'parameter', value.problem);
  if (value.value.length <= valueOctetsMax) return succeed({ field, key, value: value.value });
  return complain(
    field,
    'parameter',
    `has ${value.value.length} octets; at most ${valueOctetsMax} fit into a record`,
  );
}

/** What stands behind the `=`, or in the quotes right behind it. */
function takeValue(cursor: FieldCursor, field: Field, equalsAt: number): Field {
  const text = equalsAt < 0 ? '' : field.text.slice(equalsAt + 1);
  const next = cursor.fields[cursor.at];
  const isBehind = next?.isQuoted === true && next.at === field.at + field.text.length;
  if (equalsAt < 0 || text !== '' || next === undefined || !isBehind) return { ...field, text };
  cursor.at++;
  return next;
}

function parseValue(key: number, text: ByteString): Result<ByteString, string> {
  return serviceValues.get(key)?.parse(text) ?? succeed(text);
}

/** The octets themselves, as `key1=\002h2` gives them. */
function checkValue(key: number, octets: ByteString): Result<ByteString, string> {
  const known = serviceValues.get(key);
  if (known === undefined || known.print(octets) !== undefined) return succeed(octets);
  return fail(`does not have the octets of ${known.name}; write ${known.name} instead`);
}

function printParameter(key: number, value: ByteString): string | undefined {
  const known = serviceValues.get(key);
  const text = known === undefined ? value : known.print(value);
  if (text === undefined) return undefined;
  const name = printServiceKey(key);
  if (text === '') return name;
  // Addresses, ports, keys and base64 need no quotes, and not every reader takes them there.
  const isPlain = known !== undefined && /^[\w.:,+/=-]+$/.test(text) && key !== ServiceParameter.ALPN;
  return isPlain ? `${name}=${text}` : `${name}=${quoteString(text as ByteString)}`;
}

/** RFC 9460 §7.1.1, §8 */
function findContradiction(parameters: ServiceParameters): string | undefined {
  if (parameters.has(ServiceParameter.NO_DEFAULT_ALPN) && !parameters.has(ServiceParameter.ALPN)) {
    return 'no-default-alpn leaves no protocol; write alpn beside it, such as alpn="h2"';
  }
  const mandatory = parameters.get(ServiceParameter.MANDATORY) ?? '';
  for (let at = 0; at < mandatory.length; at += 2) {
    const key = (mandatory.charCodeAt(at) << 8) | mandatory.charCodeAt(at + 1);
    if (!parameters.has(key))
      return `${printServiceKey(key)} is mandatory, but absent; write it, or remove it from mandatory`;
  }
  return undefined;
}
