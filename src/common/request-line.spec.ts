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
    expect(JSON.parse(requestLine({ ...request, principal }))).toEqual({
      ...{ level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), requestId: 'r-1', method: 'GET' },
      ...{ route: '/players/:playerId', path: '/players/p', status: 200, durationMs: 0.123, keyId: 'k', gameId: 'g' },
      msg: 'request',
    });
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
