// Asks an image a question over TCP, so to speak, and prints the records of the reply as in master files. The code that
// answers is the one that answers everybody; nothing is counted.

import type { Image } from '../../answers/image.ts';
import { invariant } from '../../base/invariant.ts';
import type { PrintedAnswer } from '../../control/protocol/explanation.ts';
import { createAnswerer } from '../../serving/answering/answer-query.ts';
import { uncounted } from '../../serving/answering/own-question.ts';
import { createOwnClient } from '../../serving/client.ts';
import { replyOctetsMax } from '../../serving/transport.ts';
import type { Name } from '../../wire/name.ts';
import { recordFields } from '../../wire/presentation/record-fields.ts';
import { printRecordType, printResponseCode } from '../../wire/protocol.ts';
import { type MessageRecord, readMessage } from '../../wire/read-message.ts';
import { writeQuery } from '../../wire/write-query.ts';

export function askImage(image: Image, name: Name, type: number): PrintedAnswer {
  const query = writeQuery({ id: 0, name, type });
  const reply = { octets: new Uint8Array(replyOctetsMax('tcp')), length: 0 };
  createAnswerer(uncounted())(image, createOwnClient('tcp'), query, query.length, reply);
  const message = readMessage(reply.octets.subarray(0, reply.length));
  invariant(message.ok, 'our own replies are readable');
  const { responseCode, answers, authorities, additionals } = message.value;
  return {
    type: printRecordType(type),
    code: printResponseCode(responseCode),
    answer: answers.map(printRecord),
    authority: authorities.map(printRecord),
    additional: additionals.map(printRecord),
  };
}

function printRecord(record: MessageRecord): string {
  const { owner, rdata } = record;
  return recordFields(owner, record, rdata).join('\t');
}
