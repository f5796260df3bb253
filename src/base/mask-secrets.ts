// Hides what looks like the secret of a key in a text that others will read: secrets get pasted where a name or a file belongs,
// and messages repeat what was written. Keeps every character's place. Refuses to know what the text means.

/** In a key file, in YAML and in JSON, escaped or not. */
const namedSecret = /(\bsecret\b\\?["']?\s*[:=]\s*\\?["']?|\bsecret\s+\\?["'])([^\s"'\\,;{}]+)/gi;
const base64Run = /[A-Za-z0-9+/]{20,}={0,2}/g;
const urlBehindHost = /([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s"',/@]*@)?([^\s"',/@]*)(\/[^\s"',]*)?/gi;
/** Of random base64, the kind of character changes at two thirds of the places, in words and paths at a fifth. */
const changesMin = 0.4;

export function maskSecrets(text: string): string {
  return text
    .replace(namedSecret, (_, before: string, secret: string) => before + stars(secret))
    .replace(base64Run, (run) => (isRandom(run) ? stars(run) : run));
}

/** What follows the host in a URL: of a webhook it is the secret. */
export function maskUrls(text: string): string {
  return text.replace(urlBehindHost, (_, before: string, credentials = '', host = '', path = '') => {
    return before + stars(credentials) + host + stars(path);
  });
}

/** Whether part of it does. */
export function hasSecret(text: string): boolean {
  return maskSecrets(text) !== text;
}

function isRandom(run: string): boolean {
  let changes = 0;
  for (let at = 1; at < run.length; at++) if (kindOf(run, at) !== kindOf(run, at - 1)) changes++;
  return (
    /[A-Z]/.test(run) && /[a-z]/.test(run) && /[^A-Za-z]/.test(run) && changes >= run.length * changesMin
  );
}

function kindOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x61) return 0;
  if (code >= 0x41) return 1;
  return code >= 0x30 && code <= 0x39 ? 2 : 3;
}

function stars(secret: string): string {
  return '*'.repeat(secret.length);
}
