// Master file -> records, or everything that is wrong with it.

import { fail, type Result } from '../../base/result.ts';
import type { Name } from '../../wire/name.ts';
import type { MasterFile, MasterRemark } from './master-file.ts';

export interface MasterFileSettings {
  readonly origin: Name;
  /** For records without a TTL before any $TTL or SOA says one. */
  readonly defaultTtlSeconds: number;
}

export function readMasterFile(
  path: string,
  _settings: MasterFileSettings,
): Result<MasterFile, readonly MasterRemark[]> {
  const place = { file: path, line: 1, column: 1, excerpt: '' };
  return fail([{ place, message: 'cannot be read yet' }]);
}
