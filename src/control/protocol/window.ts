// What `/v1/status` says of the part that has the status page, metrics, history and notifications.

import { list, number, object, optional, type Reader, text } from '../../base/value-reader.ts';

/** Of HTTP alone, as the window's thread knows it. */
export interface HttpStatus {
  /** Where it is served: `http://127.0.0.1:9353/`; none where it is off. */
  readonly urls: readonly string[];
  /** Where it should be and cannot, and why in words. */
  readonly unavailable: readonly { readonly endpoint: string; readonly reason: string }[];
}

export interface WindowStatus extends HttpStatus {
  /** Present while its thread is not there; it begins again by itself. */
  readonly lost?: { readonly reason: string; readonly sinceSeconds: number } | undefined;
}

export const readWindowStatus: Reader<WindowStatus> = object<WindowStatus>({
  urls: list(text),
  unavailable: list(object<HttpStatus['unavailable'][number]>({ endpoint: text, reason: text })),
  lost: optional(object<NonNullable<WindowStatus['lost']>>({ reason: text, sinceSeconds: number })),
});
