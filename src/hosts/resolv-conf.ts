// The resolvers of this machine, as resolv.conf(5) names them, and how it completes names of one label. Refuses to know when
// the file is read.

import { parseServer, type ServerAddress } from '../resolving/name-servers.ts';
import { parseName, rootName } from '../wire/name.ts';

export interface ResolvConf {
  readonly servers: readonly ServerAddress[];
  /** Domains that a name of one label may be completed with, without their final dots. */
  readonly search: readonly string[];
  /** With how many dots a name is tried as it stands before it is completed. */
  readonly ndots: number;
}

/** As the C library does: MAXNS, and no machine needs more. */
const serversMax = 3;
/** What the C library took until it had no limit. Each domain is another question. */
const searchMax = 6;
const ndotsDefault = 1;
/** When the file names none, or there is none. */
const localServer: ServerAddress = { address: '127.0.0.1', port: 53 };

export function parseResolvConf(text: string): ResolvConf {
  const servers: ServerAddress[] = [];
  let search: readonly string[] = [];
  let ndots = ndotsDefault;
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && words[0] !== undefined) {
      const server = parseServer(words[0]);
      if (server !== undefined && servers.length < serversMax) servers.push(server);
    }
    // The last of these counts.
    if (keyword === 'domain') search = readDomains(words.slice(0, 1));
    if (keyword === 'search') search = readDomains(words);
    if (keyword === 'options') ndots = readDots(words) ?? ndots;
  }
  return { servers: servers.length === 0 ? [localServer] : servers, search, ndots };
}

/** A domain that cannot be read, or is the root, completes nothing. */
function readDomains(words: readonly string[]): readonly string[] {
  const good = words.filter((word) => {
    const name = parseName(word);
    return name.ok && name.value !== rootName;
  });
  return good.slice(0, searchMax).map((word) => word.toLowerCase().replace(/\.$/, ''));
}

function readDots(options: readonly string[]): number | undefined {
  const found = options
    .map((option) => /^ndots:(\d{1,2})$/.exec(option)?.[1])
    .find((text) => text !== undefined);
  return found === undefined ? undefined : Number(found);
}
