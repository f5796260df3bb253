// What wants attention, the worst first, and whether all is well, in words. Refuses to know how it looks.

import type { NameFacts, TargetFacts } from '../../model/news.ts';
import type { WindowModel } from '../../model/window-model.ts';
import type { Tone } from '../markup/glyph.ts';
import { nameUrl, plainName, targetUrl } from '../markup/links.ts';
import { stateOfName, stateOfTarget } from './state.ts';
import { explainName, printPlace } from './why.ts';

export interface Concern {
  readonly id: string;
  readonly tone: Tone;
  readonly word: string;
  readonly what: string;
  readonly why: string;
  readonly url?: string | undefined;
  readonly sinceSeconds?: number | undefined;
}

export interface Judgement {
  readonly tone: 'up' | 'warn' | 'down' | 'unknown';
  /** `All is well`, `2 names are down`. */
  readonly headline: string;
  /** For the title of the window: `2 down`; absent while all is well. */
  readonly short: string | undefined;
  readonly concerns: readonly Concern[];
}

/** As many as a person reads; the filters find all. */
export const concernsMax = 20;

export function judgePage(model: WindowModel): Judgement {
  const { names, targets, summary } = model;
  if (summary === undefined && names.size === 0)
    return { tone: 'unknown', headline: 'Waiting for the daemon', short: 'waiting', concerns: [] };
  const troubledNames = [...names.values()].filter((name) => stateOfName(name).kinds.includes('trouble'));
  const downNames = troubledNames.filter((name) => stateOfName(name).tone === 'down');
  const onBackup = troubledNames.filter((name) => stateOfName(name).tone === 'warn');
  const troubledTargets = [...targets.values()].filter((target) =>
    stateOfTarget(target).kinds.includes('trouble'),
  );
  const general = listGeneral(model);
  // The reasons of a name tell of its targets already.
  const said = new Set(troubledNames.map(({ name }) => name));
  const concerns = [
    ...general.filter(({ tone }) => tone === 'down'),
    ...downNames.map((name) => concernOfName(name, targets)),
    ...general.filter(({ tone }) => tone !== 'down'),
    ...onBackup.map((name) => concernOfName(name, targets)),
    ...troubledTargets
      .filter(({ names: users }) => !users.some((name) => said.has(name)))
      .map(concernOfTarget),
  ];
  return { ...sumUp(downNames, onBackup, troubledTargets, general), concerns };
}

function sumUp(
  down: readonly NameFacts[],
  onBackup: readonly NameFacts[],
  targets: readonly TargetFacts[],
  general: readonly Concern[],
): Omit<Judgement, 'concerns'> {
  if (down.length > 0)
    return { tone: 'down', headline: say(down, 'is down', 'are down'), short: `${down.length} down` };
  const urgent = general.find(({ tone }) => tone === 'down');
  if (urgent !== undefined) return { tone: 'down', headline: urgent.what, short: '1 problem' };
  if (onBackup.length > 0)
    return {
      tone: 'warn',
      headline: say(onBackup, 'is on backup', 'are on backup'),
      short: `${onBackup.length} on backup`,
    };
  const [first] = general;
  if (first !== undefined)
    return {
      tone: 'warn',
      headline: first.what,
      short: general.length === 1 ? '1 warning' : `${general.length} warnings`,
    };
  if (targets.length > 0) {
    const one = `Every name is answered, 1 target is not up`;
    const headline =
      targets.length === 1 ? one : `Every name is answered, ${targets.length} targets are not up`;
    return { tone: 'warn', headline, short: `${targets.length} not up` };
  }
  return { tone: 'up', headline: 'All is well', short: undefined };
}

function say(names: readonly NameFacts[], one: string, many: string): string {
  const [first] = names;
  return names.length === 1 && first !== undefined
    ? `${plainName(first.name)} ${one}`
    : `${names.length} names ${many}`;
}

function listGeneral({ summary }: WindowModel): readonly Concern[] {
  if (summary === undefined) return [];
  const { network, lastGood, secondaries, descriptors } = summary;
  const concerns: Concern[] = [];
  if (network.suspect !== undefined)
    concerns.push({
      id: 'concern-network',
      tone: 'down',
      word: 'It is us',
      what: 'Our own network is suspect',
      why: 'Too much failed at once to be the fault of the backends: answers stay as they were until it works again.',
      sinceSeconds: network.sinceSeconds,
    });
  if (lastGood !== undefined)
    concerns.push({
      id: 'concern-configuration',
      tone: 'warn',
      word: 'Old',
      what: 'An older configuration is served',
      why: `The present one has ${lastGood.errorCount === 1 ? 'an error' : `${lastGood.errorCount} errors`}: healthy-dns check shows where.`,
      sinceSeconds: lastGood.keptAtSeconds,
    });
  if (secondaries !== undefined && secondaries.behind > 0)
    concerns.push({
      id: 'concern-secondaries',
      tone: 'warn',
      word: 'Behind',
      what:
        secondaries.behind === 1 ? '1 secondary is behind' : `${secondaries.behind} secondaries are behind`,
      why: 'They have answered with an older zone for a minute or more.',
      url: '#secondaries',
    });
  if (descriptors !== undefined)
    concerns.push({
      id: 'concern-descriptors',
      tone: 'warn',
      word: 'Limit',
      what: 'Fewer open files than wanted',
      why: descriptors.message,
    });
  return concerns;
}

function concernOfName(name: NameFacts, targets: ReadonlyMap<string, TargetFacts>): Concern {
  const { tone, word } = stateOfName(name);
  return {
    id: `concern-${encodeURIComponent(name.name)}`,
    tone,
    word,
    what: plainName(name.name),
    why: explainName(name, targets),
    url: nameUrl(name.name),
    sinceSeconds: name.sinceSeconds,
  };
}

function concernOfTarget(target: TargetFacts): Concern {
  const { tone, word } = stateOfTarget(target);
  return {
    id: `concern-${encodeURIComponent(target.key)}`,
    tone,
    word,
    what: `${target.kind} ${printPlace(target.address, target.port)}`,
    why:
      target.held === undefined
        ? (target.reason ?? '')
        : 'It changes too often, and counts as down until it is steady.',
    url: targetUrl(target.key),
    sinceSeconds: target.held?.sinceSeconds ?? target.sinceSeconds,
  };
}
