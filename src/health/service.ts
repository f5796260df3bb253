// Services as RFC 2782 has them: where they are, and which of those places are to be published now. Refuses to know what
// a zone is called; hosts inside of it are relative to it.

import type { Name, RelativeName } from '../wire/name.ts';

export type ServiceHost =
  | { readonly kind: 'inside'; readonly owner: RelativeName }
  | { readonly kind: 'outside'; readonly name: Name };

export interface ServicePlace {
  readonly host: ServiceHost;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

export interface Service {
  readonly owner: RelativeName;
  readonly places: readonly ServicePlace[];
}

/** A host of another zone is somebody else's to look after; one of ours counts while it has an address. */
export function choosePlaces(
  { places }: Service,
  hasAddress: (owner: RelativeName) => boolean,
): readonly ServicePlace[] {
  return places.filter(({ host }) => host.kind === 'outside' || hasAddress(host.owner));
}
