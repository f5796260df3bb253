// Whether the keys that sign what we tell others are fit to sign. SHA-1 is for what others sign (RFC 8945 §6).

import type { Findings } from '../../config/findings/finding.ts';
import { printPath } from '../../config/findings/print-path.ts';
import type { Config } from '../../config/read-config.ts';
import type { TransferSettings } from '../../config/zones/transfer-settings.ts';
import type { KeyRing } from '../../tsig/tsig-key.ts';
import { printName } from '../../wire/name.ts';

export function checkNotifyKeys(config: Config, keys: KeyRing, findings: Findings): void {
  const seen = new Set<TransferSettings>();
  for (const { transfer, path } of [{ transfer: config.transfer, path: undefined }, ...config.zones]) {
    // Zones that say nothing of their own share what the flag says.
    if (transfer === undefined || seen.has(transfer)) continue;
    seen.add(transfer);
    for (const { key } of transfer.notify) {
      if (key === undefined || keys.get(key)?.algorithm !== 'hmac-sha1') continue;
      const at = path === undefined ? 'transfer.notify' : printPath(path, 'transfer', 'notify');
      const why = 'is one of hmac-sha1 and only checks what others sign; make one of hmac-sha256';
      const { place } = config.keyUses.find((use) => use.key === key && use.path.startsWith(at)) ?? {};
      findings.error(at, `has the key ${printName(key)}, which ${why}`, place);
      break;
    }
  }
}
