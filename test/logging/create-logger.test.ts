// The lines of the log: JSON for machines, text for people, and nothing below the level.

import { expect } from 'chai';
import { type LogLevel, logLevels } from '../../src/base/logger.ts';
import { createLogger, type LogOutputs, type LogSettings } from '../../src/logging/create-logger.ts';

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function logWith(settings: Partial<LogSettings>, outputs: Partial<LogOutputs> = {}) {
  const lines: string[] = [];
  const { logger } = createLogger(
    { level: 'info', format: 'auto', ...settings },
    { isTerminal: false, writeLine: (line) => lines.push(line), ...outputs },
  );
  return { logger, lines };
}

describe('createLogger', () => {
  it('writes an entry as one line of JSON: level, time, event, fields, message', () => {
    const { logger, lines } = logWith({ format: 'json' });
    logger.warning(
      { event: 'something', port: 53, names: ['a', 'b'], odd: 'x "y"\nz' },
      'a "message"\nin two lines',
    );
    expect(lines).to.have.length(1);
    expect(lines[0]?.match(/\n/g)).to.have.length(1);
    const { time, ...entry } = JSON.parse(lines[0] ?? '');
    expect(time).to.match(iso);
    expect(entry).to.deep.equal({
      level: 'warning',
      event: 'something',
      port: 53,
      names: ['a', 'b'],
      odd: 'x "y"\nz',
      message: 'a "message"\nin two lines',
    });
  });

  it('adds no process id and no host name to JSON', () => {
    const { logger, lines } = logWith({ format: 'json' });
    logger.info({ event: 'e' }, 'm');
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).to.have.members(['level', 'time', 'event', 'message']);
  });

  it('writes text as time, level and message', () => {
    const { logger, lines } = logWith({ format: 'text' });
    logger.error({ event: 'something', port: 53 }, 'it went wrong');
    const [time, ...rest] = (lines[0] ?? '').split(' ');
    expect(time).to.match(iso);
    expect(rest.join(' ')).to.equal('error: it went wrong\n');
  });

  it('writes the stack trace of a bug below its text', () => {
    const { logger, lines } = logWith({ format: 'text' });
    logger.critical({ event: 'bug', stack: 'Error: x\n  at y' }, 'ending because of a bug: x');
    expect(lines[0]).to.match(/ critical: ending because of a bug: x\nError: x\n {2}at y\n$/);
  });

  const formats: readonly (readonly [
    LogSettings['format'],
    boolean,
    boolean,
    'JSON' | 'text' | 'text with its priority',
  ])[] = [
    ['auto', false, false, 'JSON'],
    ['auto', true, false, 'text'],
    ['auto', false, true, 'text with its priority'],
    ['text', false, false, 'text'],
    ['text', false, true, 'text'],
    ['json', true, false, 'JSON'],
    ['json', false, true, 'JSON'],
  ];
  for (const [format, isTerminal, isJournal, expected] of formats) {
    const where = isTerminal ? 'on a terminal' : isJournal ? 'under the journal' : 'elsewhere';
    it(`writes ${expected} for "${format}" ${where}`, () => {
      const { logger, lines } = logWith({ format }, { isTerminal, ...(isJournal ? { journal: {} } : {}) });
      logger.info({ event: 'e' }, 'message');
      const line = lines[0] ?? '';
      if (expected === 'JSON') expect(JSON.parse(line)).to.have.property('message', 'message');
      else if (expected === 'text') expect(line).to.match(/^\d{4}-\S+Z info: message\n$/);
      else expect(line).to.equal('<6>message\n');
    });
  }

  for (const level of logLevels) {
    it(`writes nothing below ${level} at that level`, () => {
      const { logger, lines } = logWith({ level, format: 'json' });
      for (const each of logLevels) logger[each]({ event: 'e' }, each);
      const through = lines.map((line) => (JSON.parse(line) as { level: LogLevel }).level);
      expect(through).to.deep.equal(logLevels.slice(logLevels.indexOf(level)));
    });
  }

  it('does not throw on values that JSON cannot hold', () => {
    const { logger, lines } = logWith({ format: 'json' });
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    logger.info({ event: 'e', circle, nothing: undefined, many: Number.NaN }, 'still here');
    expect(JSON.parse(lines[0] ?? '')).to.include({ message: 'still here' });
  });
});
