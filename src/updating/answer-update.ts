// Answers UPDATE messages (RFC 2136), which must be signed. Refuses to know how they travel and how signatures are checked.

import type { AnswerRequest, Request } from '../attending/request.ts';
import { readByteString } from '../base/byte-string.ts';
import type { TsigKey } from '../tsig/tsig-key.ts';
import { RecordClass, RecordType, ResponseCode } from '../wire/protocol.ts';
import { judgeUpdate } from './judge-update.ts';
import { readUpdate, type UpdateMessage, type UpdateSections } from './read-update.ts';
import type { UpdateLog } from './update-log.ts';
import type { Updater } from './updater.ts';
import { writeUpdateReply } from './write-update-reply.ts';

export interface UpdateAnswererDependencies {
  readonly updater: Pick<Updater, 'request' | 'isServed'>;
  readonly log: UpdateLog;
}

/** What it holds beside the message while it waits. */
const requestOctets = 1024;

export function createUpdateAnswerer(dependencies: UpdateAnswererDependencies): AnswerRequest {
  const { updater, log } = dependencies;
  /** By who asked what: a client that asks again before it was answered gets the same answer. */
  const underWay = new Map<string, Promise<Uint8Array>>();
  return (request) => {
    const { message, peer } = request;
    const read = readUpdate(message);
    const { sections } = read ?? {};
    if (read === undefined || sections === undefined || read.zone.type !== RecordType.SOA) {
      log.countOnly('unmet');
      return writeUpdateReply(message, read, ResponseCode.FORMERR);
    }
    if (read.zone.recordClass !== RecordClass.IN || !updater.isServed(read.zone.name)) {
      log.countOnly('refused');
      return writeUpdateReply(message, read, ResponseCode.NOTAUTH);
    }
    if (peer.key === undefined) {
      log.countOnly('refused');
      return writeUpdateReply(message, read, ResponseCode.REFUSED);
    }
    const id = `${peer.address.text} ${peer.port} ${peer.key.name} ${readByteString(message)}`;
    const known = underWay.get(id);
    if (known !== undefined) return known;
    const reply = carryOut(request, { ...read, sections, key: peer.key }, dependencies);
    underWay.set(id, reply);
    void reply.finally(() => underWay.delete(id));
    return reply;
  };
}

interface SignedUpdate extends UpdateMessage {
  readonly sections: UpdateSections;
  readonly key: TsigKey;
}

async function carryOut(
  { message, peer }: Request,
  update: SignedUpdate,
  { updater, log }: UpdateAnswererDependencies,
): Promise<Uint8Array> {
  const { zone, sections, key } = update;
  const outcome = await updater.request({
    apex: zone.name,
    by: key.name,
    octets: message.length + requestOctets,
    make: (open) => judgeUpdate(sections, zone.name, key.name, open),
  });
  log.tell(outcome, { apex: zone.name, key: key.name, peer });
  switch (outcome.kind) {
    case 'done':
      return writeUpdateReply(message, update, ResponseCode.NOERROR);
    case 'refused':
      return writeUpdateReply(message, update, outcome.code);
    case 'failed':
      return writeUpdateReply(message, update, ResponseCode.SERVFAIL);
  }
}
