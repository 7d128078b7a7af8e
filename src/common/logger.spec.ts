import { describe, expect, it } from '@jest/globals';
import { createLogger, NestLogger } from './logger.js';

/** A logger and the lines that it has written. */
function listen(level: string) {
  const written: string[] = [];
  const logger = createLogger(level, { write: (line: string) => void written.push(line) });
  return { logger, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('is one JSON object a line, with a time and a level in words', () => {
    const { logger, lines } = listen('info');
    logger.info({ gameId: 'g' }, 'two\nlines');
    expect(lines()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), gameId: 'g', msg: 'two\nlines' },
    ]);
  });

  it('takes what Nest has to say, its chatter as debug', () => {
    const { logger, lines } = listen('debug');
    const nest = new NestLogger(logger);
    nest.log('Mapped a route', 'Router');
    nest.warn('careful', 'Database');
    nest.error(new Error('broken'), 'Router');
    nest.verbose('not at this level', 'Router');
    expect(lines().map(({ level, context, msg }) => [level, context, msg])).toEqual([
      ['debug', 'Router', 'Mapped a route'],
      ['warn', 'Database', 'careful'],
      ['error', 'Router', 'Error: broken'],
    ]);
    nest.error(new Error('a bad variable'), 'ExceptionHandler');
    expect(lines()[3]).toMatchObject({ level: 'debug', msg: 'Error: a bad variable' });
    expect(lines()[2]?.['err']).toMatchObject({ message: 'broken', stack: expect.any(String) });
  });
});
