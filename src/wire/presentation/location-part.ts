// All of the data of a LOC record (RFC 1876 §2, §3): `52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m`.

import { type ByteString, uint8, uint32, uint32At } from '../../base/byte-string.ts';
import { type Result, succeed } from '../../base/result.ts';
import {
  complain,
  type FieldCursor,
  type RdataPart,
  type RdataProblem,
  takeOctets,
  takeWord,
} from './rdata-part.ts';

/** Angles are counted in thousandths of a second of arc from here, the equator or the prime meridian. */
const angleZero = 2 ** 31;
const degreeUnits = 3_600_000;
/** Altitudes are counted in centimetres from 100 km below the reference spheroid. */
const altitudeZero = 10_000_000;

/** In centimetres, where they are not written: 1 m, 10 km, 10 m. */
const sizes = [
  ['size', 100],
  ['horizontal precision', 1_000_000],
  ['vertical precision', 1_000],
] as const;

export const locationPart: RdataPart = {
  parse(cursor) {
    const latitude = parseAngle(cursor, 'latitude', 90, 'NS');
    if (!latitude.ok) return latitude;
    const longitude = parseAngle(cursor, 'longitude', 180, 'EW');
    if (!longitude.ok) return longitude;
    const altitude = parseMetres(cursor, 'altitude', -altitudeZero, 0xffff_ffff - altitudeZero);
    if (!altitude.ok) return altitude;
    let octets = uint8(0) as string;
    for (const [label, centimetres] of sizes) {
      const isWritten = cursor.at < cursor.fields.length;
      const size = isWritten ? parseMetres(cursor, label, 0, 9e9) : succeed(centimetres);
      if (!size.ok) return size;
      octets += writeSize(size.value);
    }
    octets += uint32(latitude.value) + uint32(longitude.value) + uint32(altitude.value + altitudeZero);
    return succeed(octets as ByteString);
  },
  print(cursor) {
    const octets = takeOctets(cursor, 16);
    if (octets === undefined || octets.charCodeAt(0) !== 0) return undefined;
    const texts = [
      printAngle(uint32At(octets, 4), 90, 'NS'),
      printAngle(uint32At(octets, 8), 180, 'EW'),
      `${((uint32At(octets, 12) - altitudeZero) / 100).toFixed(2)}m`,
      ...sizes.map((_, index) => printSize(octets.charCodeAt(1 + index))),
    ];
    return texts.includes(undefined) ? undefined : texts.join(' ');
  },
};

/** Degrees, minutes and seconds, of which the last may be left out, and the hemisphere. */
function parseAngle(
  cursor: FieldCursor,
  label: string,
  degreesMax: number,
  hemispheres: string,
): Result<number, RdataProblem> {
  const [positive = '', negative = ''] = hemispheres;
  const what = `degrees up to ${degreesMax}, minutes, seconds, and ${positive} or ${negative}`;
  const forms = [/^\d{1,3}$/, /^\d{1,2}$/, /^\d{1,2}(?:\.\d{1,3})?$/];
  const units = [degreeUnits, 60_000, 1000];
  let angle = 0;
  for (let index = 0; ; index++) {
    const word = takeWord(cursor, label, what);
    if (!word.ok) return word;
    const { text } = word.value;
    const upper = text.toUpperCase();
    if (index > 0 && (upper === positive || upper === negative)) {
      if (angle > degreesMax * degreeUnits)
        return complain(word.value, label, `is beyond ${degreesMax} degrees`);
      return succeed(upper === positive ? angleZero + angle : angleZero - angle);
    }
    const isNumber = forms[index]?.test(text) === true && (index === 0 || Number(text) < 60);
    if (!isNumber) return complain(word.value, label, `is out of place; write ${what}`);
    angle += Math.round(Number(text) * (units[index] ?? 0));
  }
}

/** In centimetres. */
function parseMetres(
  cursor: FieldCursor,
  label: string,
  min: number,
  max: number,
): Result<number, RdataProblem> {
  const what = `metres from ${min / 100} to ${max / 100}, with two decimals at most`;
  const word = takeWord(cursor, label, what);
  if (!word.ok) return word;
  const number = /^(-?\d{1,8}(?:\.\d{1,2})?)m?$/i.exec(word.value.text)?.[1];
  const centimetres = Math.round(Number(number) * 100);
  // Also for NaN.
  if (!(centimetres >= min && centimetres <= max)) return complain(word.value, label, `is not ${what}`);
  return succeed(centimetres);
}

/** RFC 1876 §2: a digit and the power of ten it is multiplied with; what is between is rounded down, as others do. */
function writeSize(centimetres: number): ByteString {
  const digits = String(centimetres);
  return centimetres === 0 ? uint8(0) : uint8((Number(digits.charAt(0)) << 4) | (digits.length - 1));
}

function printSize(octet: number): string | undefined {
  const [digit, power] = [octet >> 4, octet & 0xf];
  if (digit > 9 || power > 9 || (digit === 0 && power > 0)) return undefined;
  const centimetres = digit * 10 ** power;
  return centimetres % 100 === 0 && digit > 0
    ? `${centimetres / 100}m`
    : `${(centimetres / 100).toFixed(2)}m`;
}

function printAngle(value: number, degreesMax: number, hemispheres: string): string | undefined {
  const angle = Math.abs(value - angleZero);
  if (angle > degreesMax * degreeUnits) return undefined;
  const degrees = Math.floor(angle / degreeUnits);
  const minutes = Math.floor(angle / 60_000) % 60;
  const seconds = (angle % 60_000) / 1000;
  return `${degrees} ${minutes} ${seconds.toFixed(3)} ${hemispheres.charAt(value < angleZero ? 1 : 0)}`;
}
