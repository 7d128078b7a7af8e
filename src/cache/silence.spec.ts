import { beforeEach, describe, expect, it } from '@jest/globals';
import { cacheLimits } from './cache-limits.tables.js';
import { Silence } from './silence.js';

let silence: Silence;
let now: number;

/** A message to `subscribers`, to which `missing` do not answer in time; answers how many were waited for. */
function send(subscribers: number, missing: number): number {
  const waitedFor = silence.answering(subscribers);
  const sentAt = (now += 1);
  silence.learn(subscribers, missing, sentAt, (now += cacheLimits.acknowledgeMs));
  return waitedFor;
}

function becomeSilent(subscribers: number, missing: number): void {
  for (let misses = 0; misses < cacheLimits.silentAfterMisses; misses += 1) send(subscribers, missing);
}

beforeEach(() => {
  silence = new Silence();
  now = 0;
});

describe('who does not answer', () => {
  it('is waited for three times, and then no longer, while the others are', () => {
    expect([send(3, 1), send(3, 1), send(3, 1)]).toEqual([3, 3, 3]);
    expect(send(3, 1)).toBe(2);
    expect(silence.count).toBe(1);
  });

  it('is waited for as ever after a single miss', () => {
    for (let round = 0; round < 10; round += 1) expect([send(2, 1), send(2, 1), send(2, 0)]).toEqual([2, 2, 2]);
  });

  it('has missed once when many messages were under way together', () => {
    silence.answering(2);
    for (let message = 0; message < 50; message += 1) silence.learn(2, 1, 1, 100 + message);
    expect(silence.answering(2)).toBe(2);
  });

  it('is waited for again as soon as all have answered', () => {
    becomeSilent(2, 1);
    expect(send(2, 0)).toBe(1);
    expect(send(2, 0)).toBe(2);
  });

  it('is waited for again when others came or went, as they may be who is counted now', () => {
    becomeSilent(3, 1);
    expect(send(4, 1)).toBe(4);
    becomeSilent(4, 1);
    expect(send(3, 0)).toBe(3);
  });

  it('is more than before when another falls silent', () => {
    becomeSilent(4, 1);
    becomeSilent(4, 2);
    expect(silence.answering(4)).toBe(2);
  });
});

describe('what is learnt late', () => {
  it('of another number of subscribers says nothing about the present ones', () => {
    silence.answering(3);
    silence.answering(2);
    for (let late = 0; late < 10; late += 1) silence.learn(3, 2, late * 1_000, late * 1_000 + 100);
    expect(silence.answering(2)).toBe(2);
  });

  it('is forgotten by a reset', () => {
    becomeSilent(2, 2);
    expect(silence.answering(2)).toBe(0);
    silence.reset();
    expect(silence.answering(2)).toBe(2);
  });
});
