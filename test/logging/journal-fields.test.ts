// What the journal gets for a log entry: names, severities, the place in the program, and nothing else.

import { expect } from 'chai';
import type { LogLevel } from '../../src/base/logger.ts';
import { createLogger } from '../../src/logging/create-logger.ts';
import { messageIds } from '../../src/logging/events.ts';
import { toJournalFields, toPrefixedLine } from '../../src/logging/journal-fields.ts';

describe('toJournalFields', () => {
  const fieldsOf = (more: object, level: LogLevel = 'info') =>
    Object.fromEntries(toJournalFields(level, { event: 'serving', ...more }, 'all is well'));

  it("uses the journal's own names where it has them", () => {
    expect(fieldsOf({})).to.deep.equal({
      MESSAGE: 'all is well',
      PRIORITY: '6',
      SYSLOG_IDENTIFIER: 'healthy-dns',
      HEALTHY_DNS_EVENT: 'serving',
      MESSAGE_ID: messageIds['serving'],
    });
  });

  const priorities = [
    ['debug', '7'],
    ['info', '6'],
    ['warning', '4'],
    ['error', '3'],
    ['critical', '2'],
  ] as const;
  for (const [level, priority] of priorities) {
    it(`gives ${level} the priority ${priority}`, () => {
      expect(fieldsOf({}, level)['PRIORITY']).to.equal(priority);
    });
  }

  const names: Readonly<Record<string, string>> = {
    target: 'HEALTHY_DNS_TARGET',
    previousState: 'HEALTHY_DNS_PREVIOUS_STATE',
    nameCount: 'HEALTHY_DNS_NAME_COUNT',
    'odd-name.2': 'HEALTHY_DNS_ODD_NAME_2',
    größe: 'HEALTHY_DNS_GR__E',
    ['x'.repeat(100)]: `HEALTHY_DNS_${'X'.repeat(52)}`,
  };
  for (const [name, field] of Object.entries(names)) {
    it(`calls ${name.slice(0, 20)} ${field.slice(0, 40)}`, () => {
      expect(fieldsOf({ [name]: 'value' })[field]).to.equal('value');
      expect(field).to.match(/^[A-Z][A-Z0-9_]{0,63}$/);
    });
  }

  it('joins arrays with blanks, keeps line breaks, and writes objects as JSON', () => {
    const fields = fieldsOf({
      names: ['www', '*.any'],
      reason: 'one\ntwo',
      endpoint: { port: 53 },
      none: [],
    });
    expect(fields).to.include({
      HEALTHY_DNS_NAMES: 'www *.any',
      HEALTHY_DNS_REASON: 'one\ntwo',
      HEALTHY_DNS_ENDPOINT: '{"port":53}',
      HEALTHY_DNS_NONE: '',
    });
  });

  it('prints what JSON would hold of other values', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const fields = fieldsOf({
      many: Number.NaN,
      nothing: null,
      isTrue: true,
      when: new Date(0),
      nested: [['a', undefined], { b: 1 }],
      large: 10n,
      act: () => undefined,
      circle,
    });
    expect(fields).to.include({
      HEALTHY_DNS_MANY: 'null',
      HEALTHY_DNS_NOTHING: 'null',
      HEALTHY_DNS_IS_TRUE: 'true',
      HEALTHY_DNS_WHEN: '1970-01-01T00:00:00.000Z',
      HEALTHY_DNS_NESTED: 'a null {"b":1}',
      HEALTHY_DNS_LARGE: '10',
      HEALTHY_DNS_CIRCLE: '[object]',
    });
    expect(fields).not.to.have.property('HEALTHY_DNS_ACT');
  });

  it('puts the stack trace of a bug under the message', () => {
    expect(fieldsOf({ stack: 'Error\n at x' })['MESSAGE']).to.equal('all is well\nError\n at x');
  });

  it('has no MESSAGE_ID for an unknown event', () => {
    expect(fieldsOf({ event: 'unheard-of' })).not.to.have.property('MESSAGE_ID');
  });

  const callers: readonly [string, Readonly<Record<string, string | undefined>>][] = [
    [
      'openAll (file:///usr/lib/main.js:12:34)',
      { CODE_FUNC: 'openAll', CODE_FILE: 'file:///usr/lib/main.js', CODE_LINE: '12' },
    ],
    ['/usr/lib/main.cjs:7:1', { CODE_FUNC: undefined, CODE_FILE: '/usr/lib/main.cjs', CODE_LINE: '7' }],
    ['Reloader.#refuse (/a b/c:d.js:1:2)', { CODE_FUNC: 'Reloader.#refuse', CODE_FILE: '/a b/c:d.js' }],
    ['', { CODE_FUNC: undefined, CODE_FILE: undefined, CODE_LINE: undefined }],
    ['native', { CODE_FILE: undefined }],
  ];
  for (const [caller, expected] of callers) {
    it(`reads the place "${caller}"`, () => {
      const fields = fieldsOf({ caller });
      for (const [name, value] of Object.entries(expected)) expect(fields[name], name).to.equal(value);
    });
  }
});

describe('toPrefixedLine', () => {
  it('puts the severity in front, as sd-daemon(3) reads it', () => {
    expect(toPrefixedLine('warning', 'look')).to.equal('<4>look\n');
  });

  it('gives every line of a message its severity', () => {
    expect(toPrefixedLine('error', 'one\ntwo')).to.equal('<3>one\n<3>two\n');
  });
});

describe('a log that goes to the journal', () => {
  const written: ReadonlyMap<string, string>[] = [];
  const lines: string[] = [];
  let isTaken = true;
  const heard: string[] = [];
  const { logger } = createLogger(
    { level: 'info', format: 'auto' },
    {
      isTerminal: false,
      hear: (level, { event }, message) => heard.push(`${level} ${event}: ${message}`),
      writeLine: (line) => lines.push(line),
      journal: {
        writeFields(fields) {
          written.push(fields);
          return isTaken;
        },
      },
    },
  );

  beforeEach(() => {
    heard.length = 0;
    written.length = 0;
    lines.length = 0;
    isTaken = true;
  });

  it('names the line that logged', () => {
    function reportSomething(): void {
      logger.warning({ event: 'serving' }, 'here');
    }
    reportSomething();
    expect(written[0]?.get('CODE_FUNC')).to.equal('reportSomething');
    expect(written[0]?.get('CODE_FILE')).to.match(/journal-fields\.test\.[jt]s$/);
    expect(Number(written[0]?.get('CODE_LINE'))).to.be.greaterThan(0);
  });

  it('is heard whatever its level lets through, and still names the line that logged', () => {
    function reportSomething(): void {
      logger.debug({ event: 'target-up' }, 'a detail');
      logger.info({ event: 'serving' }, 'here');
    }
    reportSomething();
    expect(heard).to.deep.equal(['debug target-up: a detail', 'info serving: here']);
    expect(written.map((fields) => fields.get('CODE_FUNC'))).to.deep.equal(['reportSomething']);
  });

  it('has no field for undefined values, and never the word', () => {
    logger.info({ event: 'serving', serial: undefined, reason: 'none', gone: undefined }, 'x');
    expect([...(written[0]?.keys() ?? [])]).not.to.include('HEALTHY_DNS_SERIAL');
    expect([...(written[0]?.values() ?? [])].filter((value) => value.includes('undefined'))).to.deep.equal(
      [],
    );
  });

  it('falls back to a line with its severity when the journal does not take an entry', () => {
    isTaken = false;
    logger.error({ event: 'bug' }, 'lost?');
    expect(lines).to.deep.equal(['<3>lost?\n']);
  });
});
