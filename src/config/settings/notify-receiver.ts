// Who is told of news, as the operator named them; plain data. Refuses to know what is told, and when.

export const notifyFormats = ['json', 'ntfy', 'slack', 'discord'] as const;

export type NotifyFormat = (typeof notifyFormats)[number];

export type NotifyReceiver = NotifyUrl | NotifyProgram;

export interface NotifyUrl {
  readonly kind: 'url';
  readonly format: NotifyFormat;
  /** Where to post. Whoever knows it can post there, too: never to be shown. */
  readonly url: string;
  /** For the Authorization header, as secret. */
  readonly credentials?: string;
  /** Of ntfy, as secret. */
  readonly topic?: string;
  /** What may be shown: `https://hooks.slack.com/…`. */
  readonly label: string;
  /** Tells receivers apart, over restarts too, and reveals nothing. */
  readonly id: string;
}

export interface NotifyProgram {
  readonly kind: 'program';
  readonly path: string;
  readonly label: string;
  readonly id: string;
}
