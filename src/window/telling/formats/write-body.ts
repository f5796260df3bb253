// A message -> the body of a request, in the format of the receiver. One case for each.

import type { NotifyUrl } from '../../../config/settings/notify-receiver.ts';
import { writeDiscord } from './discord-format.ts';
import { writeJson } from './json-format.ts';
import type { Message } from './message.ts';
import { writeNtfy } from './ntfy-format.ts';
import { writeSlack } from './slack-format.ts';

export function writeBody(
  message: Message,
  { format, topic = '' }: Pick<NotifyUrl, 'format' | 'topic'>,
): string {
  switch (format) {
    case 'json':
      return writeJson(message);
    case 'ntfy':
      return writeNtfy(message, topic);
    case 'slack':
      return writeSlack(message);
    case 'discord':
      return writeDiscord(message);
  }
}
