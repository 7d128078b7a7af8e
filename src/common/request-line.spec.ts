import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { requestLine } from './request-line.js';

const request = {
  requestId: 'r-1',
  method: 'GET',
  route: '/players/:playerId',
  path: '/players/p',
  status: 200,
  durationMs: 0.123456,
  principal: undefined,
};

describe('the log line of a request', () => {
  it('has what an operator looks for', () => {
    const principal = { scope: 'game', keyId: 'k', gameId: 'g' } as const;
    const { time, ...line } = JSON.parse(requestLine({ ...request, principal })) as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const { principal: _key, ...shown } = request;
    expect(line).toEqual({ ...shown, level: 'info', durationMs: 0.123, keyId: 'k', gameId: 'g', msg: 'request' });
  });

  it('is one line and no more than one object, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const line = requestLine({ ...request, path });
        expect(line).not.toContain('\n');
        expect(JSON.parse(line)).toMatchObject({ path: path.toWellFormed(), msg: 'request' });
      }),
    );
  });
});
