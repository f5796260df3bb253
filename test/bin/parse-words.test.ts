// Words as they are typed, after yargs. Messages and help are in cli.test.ts.

import { expect } from 'chai';
import { parseWords } from '../../src/bin/parse-words.ts';

describe('parseWords', () => {
  function parse(...words: readonly string[]): unknown {
    const parsed = parseWords(words);
    return parsed.ok
      ? [parsed.value.command.name, JSON.parse(JSON.stringify(parsed.value.words))]
      : parsed.problem.lines[0];
  }

  const read: readonly (readonly [readonly string[], string, object])[] = [
    [['--port', '53'], '', { port: '53' }],
    [['--runtime-directory', '/run/x', 'status'], 'status', { 'runtime-directory': '/run/x' }],
    [['--listen', '::1', '--listen', '::2'], '', { listen: ['::1', '::2'] }],
    [['status', '--json', '--serving'], 'status', { json: true, serving: true }],
    [['explain', 'www'], 'explain', { name: 'www' }],
    [['explain', 'www', 'AAAA'], 'explain', { name: 'www', type: 'AAAA' }],
    [['drain', '10', '--for', '90'], 'drain', { what: '10', for: '90' }],
    [
      ['force', 'up', '192.0.2.1', '--force-empty'],
      'force',
      { verdict: 'up', what: '192.0.2.1', 'force-empty': true },
    ],
    // Texts stay as they were typed, and names too.
    [
      ['--ttl=007', '--port.x=1', '--no-port', '--hostedZone=x'],
      '',
      { ttl: '007', 'port.x': '1', 'no-port': true, hostedZone: 'x' },
    ],
    [['--nsec3', '--port', '53'], '', { nsec3: '', port: '53' }],
    [['--nsec3=maybe'], '', { nsec3: 'maybe' }],
    [['--ttl', '-1'], '', { ttl: '-1' }],
  ];
  for (const [words, command, expected] of read) {
    it(`reads ${words.join(' ')}`, () => {
      expect(parse(...words)).to.deep.equal([command, expected]);
    });
  }

  const refused: readonly (readonly [readonly string[], string])[] = [
    [['chek'], 'error: unknown command "chek"; did you mean "check"?'],
    [['explain'], 'error: explain needs <name> [type]'],
    [['force', 'up'], 'error: force needs <verdict> <what>'],
    [['explain', 'www', 'A', 'AAAA'], 'error: explain does not take "AAAA"'],
    [['watch', 'web.test', '--interval'], 'error: --interval needs a value'],
  ];
  for (const [words, complaint] of refused) {
    it(`refuses ${words.join(' ')}`, () => {
      expect(parse(...words)).to.equal(complaint);
    });
  }
});
