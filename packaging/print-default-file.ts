// The table of flags -> /etc/default/healthy-dns, every variable explained and none of them set.

import { flags, variableOf } from '../src/config/flags.ts';
import { describeDefault, exampleOf, groupsOf, noteOn, quote } from './flag-notes.ts';
import { wrapText } from './wrap-text.ts';

const columnsMax = 100;

const head = `# /etc/default/healthy-dns: what healthy-dns.service serves. healthy-dns(7) explains more.
#
# As shipped it names no zone: the service runs and refuses every query. Set the first three variables, then
#   systemctl reload healthy-dns      applies this file; an error keeps the old configuration and says what is wrong
#   ( set -a; . /etc/default/healthy-dns; healthy-dns check )      only looks for errors and prints the zone
#   healthy-dns status                what is served, and which backends are alive
#
# JSON goes between single quotes and may go on over several lines. Instead of JSON, @/path/of/a/file.json reads a
# file, which must be readable for everybody: the service has an account of its own, with no rights.
`;

export function printDefaultFile(): string {
  const groups = [...groupsOf(flags)].map(([group, members]) => {
    const entries = members.map((flag) => {
      const note = noteOn(flag);
      const sentences = [`${flag.describe}.`, ...(note === undefined ? [] : [note])].join(' ');
      const fallback = `${describeDefault(flag)}`;
      const value = `#${variableOf(flag.name)}=${quote(exampleOf(flag))}`;
      return `${wrapText(sentences, columnsMax, '# ')}\n# ${fallback}\n${value}\n`;
    });
    return `\n## ${group}\n\n${entries.join('\n')}`;
  });
  return head + groups.join('');
}
