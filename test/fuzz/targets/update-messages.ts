// UPDATE messages as they are read: what is taken for sound is a sound message for an independent reader too, and its data is
// in canonical form.

import {
  parsePrinted,
  readUpdate,
  type UpdateEntry,
  type UpdateSections,
} from '../../../src/updating/read-update.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { rdataFormats } from '../../../src/wire/presentation/rdata-formats.ts';
import { makeUpdate } from '../../support/dns/make-update.ts';
import { walkMessage } from '../../support/dns/walk-message.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';
import { createMessageSource } from '../../support/updates/draw-messages.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 3000;

const recordOctetsMin = 11;

export function seeds(): readonly Uint8Array[] {
  const draw = createMessageSource({
    random: createSeededRandom(1),
    apex: 'example.test',
    permitted: ['n1.dyn.example.test'],
    kept: ['example.test', 'www.example.test'],
    keys: [{ name: 'key.test', algorithm: 'hmac-sha256', secret: 'c2VjcmV0' }],
    nowSeconds: () => 1_800_000_000,
    serial: () => 7,
  });
  return [makeUpdate({ zone: 'example.test.' }), ...Array.from({ length: 100 }, draw)];
}

export function fuzz(data: Buffer): void {
  const before = Buffer.from(data);
  const update = readUpdate(data);
  if (!data.equals(before)) found('the message was changed');
  if (update?.sections === undefined) return;
  const { prerequisites, updates } = update.sections;
  const entries = [...prerequisites, ...updates];
  // The other reader knows no records without data, which only updates have, and looks at additional ones, which we do not.
  const isPlain = entries.every(({ rdata }) => rdata !== undefined) && data.readUInt16BE(10) === 0;
  if (isPlain) judgeMessage(data, update.sections);
  for (const entry of entries) judge(entry);
}

function judgeMessage(data: Buffer, { prerequisites, updates, hasEdns }: UpdateSections): void {
  const { records, counts } = walkMessage(data);
  if (counts[0] !== 1) found(`${counts[0]} zones`);
  if (records.filter(({ section }) => section === 'answer').length !== prerequisites.length)
    found('prerequisites');
  if (records.filter(({ section }) => section === 'authority').length !== updates.length) found('changes');
  if (hasEdns) found('EDNS without an additional record');
  if (records.length * recordOctetsMin > data.length) found('more records than there is room for');
}

function judge({ type, rdata }: UpdateEntry): void {
  if (rdata === undefined || !rdataFormats.has(type)) return;
  const text = printRdata(type, rdata);
  if (parsePrinted(type, text) !== rdata) found(`${text} of type ${type} is read as something else`);
}
