import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.js';
import type { Ticket } from './single-flight.js';

const fail = (): Promise<number> => Promise.reject(new Error('no'));

describe('SingleFlight', () => {
  it('works once for all who ask meanwhile, and again for who asks later', async () => {
    const flights = new SingleFlight();
    let runs = 0;
    const work = (): Promise<number> => Promise.resolve((runs += 1));
    const first = await Promise.all(Array.from({ length: 1_000 }, () => flights.run('k', work)));
    expect(new Set(first)).toEqual(new Set([1]));
    expect(await flights.run('k', work)).toBe(2);
    expect(flights.size).toBe(0);
  });

  it('fails all who share the flight, and remembers no failure', async () => {
    const flights = new SingleFlight();
    const outcomes = await Promise.allSettled([flights.run('k', fail), flights.run('k', fail)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.run('k', () => Promise.resolve(1))).toBe(1);
  });

  it('takes no new passengers once superseded, and tells the work', async () => {
    const flights = new SingleFlight();
    const tickets: Ticket[] = [];
    const gate = new EventEmitter();
    const early = flights.run('k', async (ticket) => {
      tickets.push(ticket);
      await once(gate, 'open');
      return 'early';
    });
    flights.supersede('k');
    const late = flights.run('k', (ticket) => {
      tickets.push(ticket);
      return Promise.resolve('late');
    });
    gate.emit('open');
    expect(await Promise.all([early, late])).toEqual(['early', 'late']);
    expect(tickets.map(({ superseded }) => superseded)).toEqual([true, false]);
    expect(flights.size).toBe(0);
  });
});
