// An update, step by step as RFC 2136 §3 orders them: prerequisites, form, permission, changes. All of it is done in a draft,
// or nothing. Refuses to know messages and what becomes of the draft.

import { claimOn } from '../publishing/name-claims.ts';
import type { Name } from '../wire/name.ts';
import { ResponseCode } from '../wire/protocol.ts';
import { applyEntries, findForbidden } from './apply-entries.ts';
import type { Judged, OpenZone } from './batch.ts';
import { judgePrerequisites } from './judge-prerequisites.ts';
import { Permission } from './permission.ts';
import { prescan } from './prescan.ts';
import type { UpdateSections } from './read-update.ts';
import { recordsAtIn } from './records-at.ts';

export function judgeUpdate(
  { prerequisites, updates }: UpdateSections,
  apex: Name,
  key: Name,
  { group, draft, nowSeconds }: OpenZone,
): Judged {
  const permission = new Permission(group.config.updates ?? [], key);
  // Before the prerequisites, which would tell a stranger what is in the zone.
  if (permission.isEmpty)
    return { kind: 'refused', code: ResponseCode.REFUSED, refusal: { kind: 'no-rule' } };
  const code =
    judgePrerequisites(prerequisites, apex, recordsAtIn(group, apex, draft)) ?? prescan(updates, apex);
  if (code !== undefined) return { kind: 'refused', code };
  const rights = {
    permission,
    claimOn: (owner: Parameters<typeof claimOn>[1]) => claimOn(group.config, owner),
  };
  const refusal = findForbidden(updates, apex, rights, draft);
  if (refusal !== undefined) return { kind: 'refused', code: ResponseCode.REFUSED, refusal };
  applyEntries(updates, apex, permission, { by: key, atSeconds: nowSeconds }, draft);
  return { kind: 'done', recordsMax: permission.recordsMax };
}
