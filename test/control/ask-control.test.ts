// The commands' end of the protocol: replies are read before they are believed, whatever answers.

import { expect } from 'chai';
import { getControl, postControl } from '../../src/control/ask-control.ts';
import { type ControlReply, type ControlServer, openControl } from '../../src/control/control-server.ts';
import { controlSocketPath } from '../../src/control/control-socket-path.ts';
import { routes } from '../../src/control/protocol/routes.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('a route of the protocol, asked', () => {
  const path = controlSocketPath(makeTemporaryDirectory());
  let reply: ControlReply;
  let control: ControlServer | undefined;

  before(async () => {
    const served = [routes.overrides, routes.drain].map((route) => ({
      method: route.method,
      path: route.path,
      handle: () => reply,
    }));
    const opened = await openControl(path, served);
    control = opened.ok ? opened.value : undefined;
  });

  after(() => control?.close());

  const override = {
    action: 'drain',
    subject: '192.0.2.1',
    names: ['www'],
    by: {},
    sinceSeconds: 1,
  } as const;
  const drain = () => postControl(path, routes.drain, { subject: '192.0.2.1' });

  it('gives the reply of a GET, keys of a newer daemon included', async () => {
    reply = { code: 200, body: { overrides: [{ ...override, colour: 'blue' }], more: true } };
    const asked = await getControl(path, routes.overrides);
    expect(asked.ok && asked.value.overrides).to.deep.equal([{ ...override, colour: 'blue' }]);
  });

  it('tells what is done from what is refused and what is malformed', async () => {
    const begun = { override, emptied: [], stillAnswered: [], isKept: true };
    reply = { code: 200, body: begun };
    expect(await drain()).to.deep.equal({ ok: true, value: { kind: 'done', reply: begun } });
    const refusal = { problem: 'would-empty', error: 'no address left', names: ['www'] };
    reply = { code: 422, body: refusal };
    expect(await drain()).to.deep.equal({ ok: true, value: { kind: 'refused', refusal } });
    reply = { code: 400, body: { error: 'expected more' } };
    expect(await drain()).to.deep.equal({ ok: true, value: { kind: 'malformed', error: 'expected more' } });
  });

  const strange: Readonly<Record<string, readonly [ControlReply, RegExp]>> = {
    'a 200 without what belongs in it': [{ code: 200, body: {} }, /\(override is missing\)/],
    'a 200 with something else': [
      { code: 200, body: { override: { ...override, names: [7] } } },
      /\(override\.names\[0\] is 7, not a string\)/,
    ],
    'a 200 with no object': [{ code: 200, body: null }, /\(the reply is null, not an object\)/],
    'a refusal in unknown words': [
      { code: 422, body: { problem: 'busy', error: 'no', names: [] } },
      /\(problem is "busy", not one of "unknown", /,
    ],
    'a 400 that says nothing': [{ code: 400, body: {} }, /\(error is missing\)/],
    'a code of another protocol': [{ code: 503, body: {} }, /answers \/v1\/drain with 503/],
  };
  for (const [what, [given, problem]] of Object.entries(strange)) {
    it(`takes ${what} for another version, and says what to do`, async () => {
      reply = given;
      const asked = await drain();
      expect(asked.ok ? 'an answer' : asked.problem)
        .to.match(problem)
        .and.include('restart it, or use the command of its version');
    });
  }

  it('takes a daemon without the route for another version', async () => {
    const asked = await getControl(path, routes.status);
    expect(asked.ok ? 'an answer' : asked.problem).to.match(/answers \/v1\/status with 404/);
  });

  it('names the problem when nobody listens', async () => {
    expect(await getControl(`${path}.not`, routes.status)).to.deep.equal({ ok: false, problem: 'ENOENT' });
  });
});
