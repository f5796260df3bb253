// What applies to whoever follows or changes a zone. The flags say it for all zones; what a zone says replaces all that the
// flags say under the same name.

import { isJsonObject, type Json } from '../../base/parse-json.ts';
import { printPath } from '../findings/print-path.ts';
import type { FlagName } from '../sources/flags.ts';
import type { RawValues } from '../sources/raw-value.ts';
import type { FieldReader } from '../sources/read-fields.ts';
import { readStructured } from '../sources/read-structured.ts';
import { readTransfer, type TransferContext, transferExample } from './read-transfer.ts';
import { readUpdates, updateExample } from './read-updates.ts';
import type { TransferSettings } from './transfer-settings.ts';
import type { ZoneConfig } from './zone-config.ts';

export type SharingSettings = Pick<ZoneConfig, 'transfer' | 'updates'>;

export function readDefaultSharing(values: RawValues, context: TransferContext): SharingSettings {
  const read = (name: FlagName, example: string) => readStructured(values, name, example, context.findings);
  const transferJson = read('transfer', transferExample);
  const updateJson = read('update', updateExample);
  const transfer = transferJson === undefined ? undefined : readTransfer('transfer', transferJson, context);
  const updates = updateJson === undefined ? undefined : readUpdates('update', updateJson, context);
  return { ...(transfer && { transfer }), ...(updates && { updates }) };
}

export function readZoneSharing(
  fields: FieldReader,
  defaults: SharingSettings,
  context: TransferContext,
): SharingSettings {
  const { transfer: transferJson, update: updateJson } = fields.object;
  const pathOf = (key: 'transfer' | 'update') => printPath(fields.path, key);
  const transfer =
    transferJson === undefined ? defaults.transfer : readTransfer(pathOf('transfer'), transferJson, context);
  const updates =
    updateJson === undefined ? defaults.updates : readUpdates(pathOf('update'), updateJson, context);
  const isSilent = transfer !== undefined && transfer.allow.length > 0 && lacksNotify(transferJson);
  if (isSilent && defaults.transfer !== undefined && tells(defaults.transfer))
    fields.warnIfSound(
      'transfer',
      'tells nobody of changes: "notify" is not taken over from --transfer; repeat it here',
    );
  return { ...(transfer && { transfer }), ...(updates && { updates }) };
}

function lacksNotify(json: Json | undefined): boolean {
  return json !== undefined && isJsonObject(json) && json['notify'] === undefined;
}

function tells({ notify, notifiesServers }: TransferSettings): boolean {
  return notifiesServers || notify.length > 0;
}
