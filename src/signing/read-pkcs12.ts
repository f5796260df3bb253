// A PKCS#12 file -> the one private key in it. node-forge opens the container and hands the key on to node:crypto unread, so
// that keys that node-forge does not know work, too.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import type forge from 'node-forge';
import { fail, type Result, succeed } from '../base/result.ts';
import type { ContainerProblem } from './key-problem.ts';

type Forge = typeof forge;

const require = createRequire(import.meta.url);

export function readPkcs12(
  octets: string,
  passphrase: string | undefined,
): Result<KeyObject, ContainerProblem> {
  const forge = loadForge();
  if (forge === undefined) return fail({ kind: 'reader-missing' });
  const container = parseContainer(forge, octets);
  if (container === undefined) return fail({ kind: 'unknown-format' });
  const bags = openBags(forge, container, passphrase);
  if (!bags.ok) return bags;
  const [first, ...others] = bags.value;
  if (first === undefined) return fail({ kind: 'no-key' });
  if (others.length > 0) return fail({ kind: 'several-keys', count: others.length + 1 });
  try {
    // node-forge converts RSA keys to its own form, and leaves others as it found them: even a bag with nothing in it.
    const der = forge.asn1.toDer(first.key ? forge.pki.privateKeyToAsn1(first.key) : first.asn1).getBytes();
    return succeed(
      createPrivateKey({
        key: Buffer.from(der, 'latin1'),
        format: 'der',
        type: first.key ? 'pkcs1' : 'pkcs8',
      }),
    );
  } catch {
    return fail({ kind: 'damaged' });
  }
}

/**
 * Not before a PKCS#12 file is read, because it takes 60 ms of every start and few daemons have such a file. `#node-forge` is
 * defined in package.json: the npm package, or the file beside the bundle.
 */
function loadForge(): Forge | undefined {
  try {
    return require('#node-forge') as Forge;
  } catch {
    return undefined;
  }
}

function parseContainer({ asn1 }: Forge, octets: string): forge.asn1.Asn1 | undefined {
  try {
    return asn1.fromDer(octets);
  } catch {
    return undefined;
  }
}

function openBags(
  { pkcs12, pki }: Forge,
  container: forge.asn1.Asn1,
  passphrase: string | undefined,
): Result<readonly forge.pkcs12.Bag[], ContainerProblem> {
  const keyBags = [pki.oids['keyBag'], pki.oids['pkcs8ShroudedKeyBag']];
  try {
    // Without a passphrase an empty one may fit: some tools write such files.
    const { safeContents } = pkcs12.pkcs12FromAsn1(container, passphrase ?? '');
    return succeed(
      safeContents.flatMap(({ safeBags }) => safeBags).filter(({ type }) => keyBags.includes(type)),
    );
  } catch (error) {
    return fail(explainRefusal(error, passphrase));
  }
}

/** node-forge only tells what went wrong in sentences; they go no further than this. */
function explainRefusal(error: unknown, passphrase: string | undefined): ContainerProblem {
  const sentence = error instanceof Error ? error.message : '';
  if (/not an? (ASN\.1 )?PKCS#12 PFX|version other than 3/.test(sentence)) return { kind: 'unknown-format' };
  if (/unsupported|not supported|unknown/i.test(sentence)) return { kind: 'unsupported-encryption' };
  return { kind: passphrase === undefined ? 'passphrase-missing' : 'passphrase-wrong' };
}
