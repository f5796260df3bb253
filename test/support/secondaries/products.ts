// The name servers that follow us in tests.

import { needProduct } from '../dns/other-name-server.ts';
import { isInstalled } from '../dns/run-other-server.ts';
import { needTool } from '../run-openssl.ts';
import { bind } from './bind.ts';
import { knot } from './knot.ts';
import { nsd } from './nsd.ts';
import { powerdns } from './powerdns.ts';
import type { SecondaryProduct } from './secondary-product.ts';

export const secondaryProducts: readonly SecondaryProduct[] = [bind, knot, nsd, powerdns];

export function needSecondaries(context: Mocha.Context): void {
  for (const product of secondaryProducts) needProduct(context, product);
  needTool(
    context,
    isInstalled('sqlite3', '-version'),
    'sqlite3 is not installed; it comes with the package sqlite3',
  );
}
