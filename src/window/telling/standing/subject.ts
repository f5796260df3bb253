// What a message can be about, what can be wrong with it, and how bad that is. Refuses to know how any of it is found out.

export const severities = ['info', 'warning', 'critical'] as const;

export type Severity = (typeof severities)[number];

/** What can be wrong, by what it is wrong with: the worse first, which is also how messages name them. */
const severityOf = {
  network: { suspect: 'critical' },
  name: { empty: 'critical', policy: 'critical', backup: 'warning' },
  signatures: { expired: 'critical', late: 'warning' },
  certificate: { expired: 'critical', expiring: 'warning' },
  target: { held: 'warning', down: 'warning' },
  secondary: { behind: 'warning' },
  anchor: { failing: 'warning' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Severity>>>>;

export type SubjectKind = keyof typeof severityOf;
export type Wrong = {
  [Kind in SubjectKind]: keyof (typeof severityOf)[Kind];
}[SubjectKind];

/** Without a name where there is only one: our own network, the signatures. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly name: string;
}

/** By kind, and within it from bad to less bad. */
const ranks: ReadonlyMap<string, { readonly rank: number; readonly severity: Severity }> = new Map(
  Object.entries(severityOf)
    .flatMap(([kind, wrongs]) =>
      Object.entries<Severity>(wrongs).map(([wrong, severity]) => ({ key: `${kind} ${wrong}`, severity })),
    )
    .map(({ key, severity }, rank) => [key, { rank, severity }]),
);

export const subjectKinds = Object.keys(severityOf) as readonly SubjectKind[];
export const wrongWords = [
  ...new Set(Object.values(severityOf).flatMap((wrongs) => Object.keys(wrongs))),
] as readonly Wrong[];

/** Whether that can be wrong with it. */
export function canBe({ kind }: Subject, wrong: Wrong): boolean {
  return ranks.has(`${kind} ${wrong}`);
}

export function severityOfWrong({ kind }: Subject, wrong: Wrong): Severity {
  return ranks.get(`${kind} ${wrong}`)?.severity ?? 'warning';
}

/** The lower, the earlier in a message. */
export function rankOf({ kind }: Subject, wrong: Wrong): number {
  return ranks.get(`${kind} ${wrong}`)?.rank ?? ranks.size;
}

export function keyOf({ kind, name }: Subject): string {
  return `${kind} ${name}`;
}

/** Kinds have no blanks. */
export function subjectOf(key: string): Subject | undefined {
  const at = key.indexOf(' ');
  const kind = subjectKinds.find((one) => one === key.slice(0, at));
  return kind === undefined ? undefined : { kind, name: key.slice(at + 1) };
}

/** Of a target, without what its check looks at: who reads of it thinks of a server. */
export function endpointOf(target: string): string {
  return target.split(' ', 2)[1] ?? target;
}

export function worstOf(all: Iterable<Severity>): Severity {
  let worst = 0;
  for (const severity of all) worst = Math.max(worst, severities.indexOf(severity));
  return severities[worst] ?? 'info';
}
