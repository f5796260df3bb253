// A configuration together with the keys it names: what a daemon starts with or reloads. Key files are read here and never
// later, so that a daemon does not find out while serving that it cannot sign.

import { type KeyObject, randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '../../base/result.ts';
import { type Finding, Findings } from '../../config/findings/finding.ts';
import type { Config } from '../../config/read-config.ts';
import type { SigningPlan } from '../../config/zones/read-signing.ts';
import { noTransfers } from '../../config/zones/transfer-settings.ts';
import type { TlsIdentity } from '../../serving/tls-identity.ts';
import type { KeyRing } from '../../tsig/tsig-key.ts';
import { deriveTiming } from '../../zone/zone-timing.ts';
import type { LoadedZone } from '../loaded-zone.ts';
import { makeCatalogZone } from './catalog-zone.ts';
import { checkKeyUses } from './check-key-uses.ts';
import { checkNotifyKeys } from './check-notify-keys.ts';
import { delegateChildren } from './delegate-children.ts';
import { KeyFiles } from './key-files.ts';
import { loadCookieSecrets } from './load-cookie-secrets.ts';
import { loadHttpTokens } from './load-http-tokens.ts';
import { loadSigning } from './load-signing.ts';
import { loadTls } from './load-tls.ts';
import { loadTsigKeys } from './load-tsig-keys.ts';

/** A configuration with the keys of its zones. */
export interface LoadedConfig extends Omit<Config, 'zones'> {
  readonly zones: readonly LoadedZone[];
  /** From `tsigKeyFiles`. */
  readonly tsigKeys: KeyRing;
  /** From `cookies.secretFiles`; none: random ones. */
  readonly cookieSecrets: readonly KeyObject[];
  /** From the file of `http`: the digest of each. */
  readonly httpTokenDigests: readonly string[];
  /** From the files of `tls`. */
  readonly tlsIdentity?: TlsIdentity;
  /** Present when this is the last good configuration, served in place of a broken one. */
  readonly standsIn?: StandIn;
}

export interface StandIn {
  readonly keptAtSeconds: number;
  /** What is wrong with the broken one. */
  readonly findings: readonly Finding[];
}

/** With `mayLackKeys`, what is wrong with keys that sign messages, serve TLS, make cookies or open the page is a warning: zones are served without them. */
export function loadConfig(
  config: Config,
  { mayLackKeys = false } = {},
): Result<LoadedConfig, readonly Finding[]> {
  const zones: LoadedZone[] = [];
  const warnings = [...config.warnings];
  const errors: Finding[] = [];
  const files = new KeyFiles();
  const known = new Map<SigningPlan, ReturnType<typeof loadSigning>>();
  for (const { signing, ...zone } of config.zones) {
    const before = signing && known.get(signing);
    const loaded = before ?? (signing && loadSigning(signing, files));
    if (signing !== undefined && loaded !== undefined) known.set(signing, loaded);
    if (loaded === undefined) zones.push(zone);
    else if (loaded.ok) zones.push({ ...zone, signing: loaded.value.settings });
    // Most zones share a plan, and what is wrong with it is said once.
    if (before !== undefined || loaded === undefined) continue;
    if (loaded.ok) warnings.push(...loaded.value.warnings);
    else errors.push(...loaded.problem);
  }
  const tsig = loadTsig(config);
  const cookies = loadCookies(config);
  const tls = loadTlsOf(config);
  const http = loadHttp(config);
  const found = [...tsig.findings, ...cookies.findings, ...tls.findings, ...http.findings];
  const said = mayLackKeys ? found.map(asWarning) : found;
  const isBad = said.some(({ severity }) => severity === 'error');
  (isBad ? errors : warnings).push(...said);
  if (errors.length > 0) return fail(errors);
  const delegated = delegateChildren(zones);
  return succeed({
    ...config,
    zones: [...delegated.zones, ...catalogOf(config, delegated.zones)],
    tsigKeys: tsig.keys,
    cookieSecrets: cookies.secrets,
    httpTokenDigests: http.digests,
    ...(tls.identity && { tlsIdentity: tls.identity }),
    warnings: [...warnings, ...delegated.warnings],
  });
}

function loadTsig(config: Config): { readonly keys: KeyRing; readonly findings: readonly Finding[] } {
  const findings = new Findings();
  const keys = loadTsigKeys(config.tsigKeyFiles, findings);
  // A file that cannot be read may have them.
  if (!findings.hasErrors) {
    checkKeyUses(config.keyUses, keys, findings);
    checkNotifyKeys(config, keys, findings);
  }
  return { keys, findings: findings.all };
}

function loadCookies({ cookies }: Config): {
  readonly secrets: readonly KeyObject[];
  readonly findings: readonly Finding[];
} {
  const findings = new Findings();
  const secrets = loadCookieSecrets(cookies.secretFiles, findings);
  // Half of what other servers check would be worse than what they do not know at all.
  return { secrets: findings.hasErrors ? [] : secrets, findings: findings.all };
}

function loadTlsOf({ tls }: Config): {
  readonly identity: TlsIdentity | undefined;
  readonly findings: readonly Finding[];
} {
  const findings = new Findings();
  const identity = tls && loadTls(tls, findings);
  return { identity, findings: findings.all };
}

function loadHttp({ http: { tokenPath } }: Config): {
  readonly digests: readonly string[];
  readonly findings: readonly Finding[];
} {
  const findings = new Findings();
  if (tokenPath === undefined) return { digests: [], findings: [] };
  const digests = loadHttpTokens(tokenPath, findings);
  // Without any, whoever is on this machine would need none: nobody has this one.
  return {
    digests: digests.length > 0 ? digests : [randomBytes(32).toString('base64')],
    findings: findings.all,
  };
}

function asWarning(finding: Finding): Finding {
  return { ...finding, severity: 'warning' };
}

/** None without a zone: secondaries would drop all that they have. */
function catalogOf(
  { catalog, transfer = noTransfers, health }: Config,
  zones: readonly LoadedZone[],
): readonly LoadedZone[] {
  if (catalog === undefined || zones.length === 0) return [];
  const timing = deriveTiming(health.intervalMs / 1000);
  return [makeCatalogZone({ apex: catalog, timing, transfer }, zones)];
}
