// Following a stream of a daemon that falls silent.

import { createServer } from 'node:http';
import { expect } from 'chai';
import { controlSocketPath } from '../../src/control/control-socket-path.ts';
import { type Followed, followControl } from '../../src/control/follow-control.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('followControl', () => {
  for (const { stage, expected } of [
    { stage: 'before it answers', expected: ['lost'] },
    { stage: 'after its first event', expected: ['open', 'event', 'lost'] },
  ])
    it(`takes a daemon for lost that says nothing ${stage}, and says so`, async () => {
      const socketPath = controlSocketPath(makeTemporaryDirectory());
      const server = createServer((_, response) => {
        if (expected.length === 1) return;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('event: rates\ndata: {}\n\n');
      });
      await new Promise<void>((resolve) => server.listen(socketPath, resolve));
      const ended = new AbortController();
      const told: Followed[] = [];
      const wish = { path: '/v1/live', signal: ended.signal, silenceMs: 100 };
      for await (const followed of followControl(socketPath, wish)) {
        told.push(followed);
        if (followed.kind === 'lost') ended.abort();
      }
      server.close();
      expect(told.map(({ kind }) => kind)).to.deep.equal(expected);
      expect(told.at(-1)).to.deep.equal({ kind: 'lost', problem: 'it has said nothing for 0 s' });
    });
});
