// What every reply over HTTP tells browsers not to do with it. Refuses to know what is in it.

/**
 * Scripts and styles come in files of their own: whatever text of a backend gets into a page, it cannot act. Forms may ask us
 * for another view.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A route may say otherwise of how long its reply may be kept, and of nothing else. */
export const strictHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function withStrictHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { 'cache-control': 'no-store', ...headers, ...strictHeaders };
}
