// Why a name is answered as it is, in a sentence. Refuses to know how it looks.

import type { NameFacts, TargetFacts } from '../../model/news.ts';

/** More would not fit on a line, and the page of the name has them all. */
const troubledMax = 2;

export function explainName(facts: NameFacts, targets: ReadonlyMap<string, TargetFacts>): string {
  const troubled = listTroubled(facts, targets);
  return troubled === '' ? explainRole(facts) : `${explainRole(facts)} ${troubled}`;
}

function explainRole({
  isChecked,
  role,
  healthy,
  healthyMin,
  candidates,
  backups,
  addresses,
}: NameFacts): string {
  if (!isChecked) return 'Always answered: its addresses are not checked.';
  switch (role) {
    case 'candidates':
      if (healthy >= candidates)
        return candidates === 1 ? 'Its backend is up.' : `All ${candidates} backends are up.`;
      return `${healthy} of ${candidates} backends up${healthyMin > 1 ? `, ${healthyMin} needed` : ''}.`;
    case 'backups':
      return `${describeShortage(healthy, healthyMin, candidates)}: answered with ${
        backups === 1 ? 'its backup' : 'its backups'
      }.`;
    case 'policy':
      return `${describeShortage(healthy, healthyMin, candidates)}: the policy for that answers with ${
        addresses.length === 1 ? 'this address' : 'these addresses'
      }.`;
    case 'nothing':
      return `${describeShortage(healthy, healthyMin, candidates)}: answered with no address.`;
  }
}

function describeShortage(healthy: number, healthyMin: number, candidates: number): string {
  if (healthy > 0) return `${healthy} of ${candidates} backends up, ${healthyMin} needed`;
  return candidates === 1 ? 'Its backend is not up' : `None of its ${candidates} backends is up`;
}

/** `192.0.2.2:80: connection refused; 192.0.2.3:80 is drained.` */
function listTroubled(facts: NameFacts, targets: ReadonlyMap<string, TargetFacts>): string {
  const troubled = facts.targets
    .map((key) => targets.get(key))
    .filter((target) => target !== undefined)
    .filter(isTroubled);
  if (troubled.length === 0) return '';
  const shown = troubled.slice(0, troubledMax).map(describeTroubled);
  const others = troubled.length - shown.length;
  return `${[...shown, ...(others > 0 ? [`${others} more`] : [])].join('; ')}.`;
}

function isTroubled({ state, held, override }: TargetFacts): boolean {
  return override !== undefined ? override !== 'forced up' : held !== undefined || state === 'down';
}

function describeTroubled({ address, port, reason, held, override }: TargetFacts): string {
  const place = printPlace(address, port);
  if (override !== undefined) return `${place} is ${override}`;
  if (held !== undefined) return `${place} is held down, it changes too often`;
  return reason === undefined ? `${place} is down` : `${place}: ${reason}`;
}

export function printPlace(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
