// Whether service bindings fit into an answer with every address that their targets may ever publish as hints.

import { nameOctetsMax } from '../../wire/name.ts';
import { printRecordType } from '../../wire/protocol.ts';
import type { Findings } from '../findings/finding.ts';
import { hintedOwner, type ServiceBinding } from '../names/service-binding.ts';
import { answerOctetsMax, recordOctets } from './check-nodes.ts';
import type { ZoneView } from './zone-view.ts';

/** Of a parameter, before its value: key and length. */
const keyOctets = 4;

export function checkBindings(view: ZoneView, findings: Findings): void {
  for (const [owner, bindings] of view.bindings) {
    for (const type of new Set(bindings.map((binding) => binding.type))) {
      const octets = bindings
        .filter((binding) => binding.type === type)
        .reduce((sum, binding) => sum + octetsOf(view, binding), 0);
      if (octets <= answerOctetsMax) continue;
      const message = `has ${printRecordType(type)} records of ${octets} octets with all hints; at most ${answerOctetsMax} fit into an answer`;
      findings.error(view.pathOf(owner), message);
    }
  }
}

function octetsOf(view: ZoneView, binding: ServiceBinding): number {
  const hinted = hintedOwner(binding);
  const resolution = hinted === undefined ? undefined : view.resolutions.get(hinted);
  const { candidates = [], backups = [], whenAllDown } = resolution ?? {};
  const addresses = [...candidates, ...backups].map(({ address }) => address);
  const fallback = whenAllDown?.kind === 'addresses' ? whenAllDown.addresses : [];
  let octets = recordOctets + 2 + nameOctetsMax + 2 * keyOctets;
  for (const value of binding.parameters.values()) octets += keyOctets + value.length;
  for (const { family } of [...addresses, ...fallback]) octets += family === 4 ? 4 : 16;
  return octets;
}
