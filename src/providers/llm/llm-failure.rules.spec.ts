import { describe, expect, it } from '@jest/globals';
import { connectionBilled, retryAfterMs, withoutSecret } from './llm-failure.rules.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const wait = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW);

describe('retryAfterMs', () => {
  it('reads seconds, milliseconds and dates', () => {
    expect(wait({ 'retry-after': '20' })).toBe(20_000);
    expect(wait({ 'retry-after-ms': '1500', 'retry-after': '20' })).toBe(1500);
    expect(wait({ 'retry-after': 'Tue, 24 Nov 2026 12:01:00 GMT' })).toBe(60_000);
  });

  it('is bounded by a minute, never negative, and nothing where nothing or nonsense is said', () => {
    expect(wait({ 'retry-after': '999999999' })).toBe(60_000);
    expect(wait({ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' })).toBe(0);
    expect(wait({})).toBeUndefined();
    expect(wait({ 'retry-after': 'soon' })).toBeUndefined();
    expect(retryAfterMs(undefined, NOW)).toBeUndefined();
  });
});

describe('connectionBilled', () => {
  it('looks for the reason among the causes, however deep, and ends in a circle of them', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(connectionBilled(new Error('a', { cause: new TypeError('b', { cause: refused }) }))).toBe('nothing');
    const circle = new Error('a');
    circle.cause = circle;
    expect(connectionBilled(circle)).toBe('input');
    expect(connectionBilled(null)).toBe('input');
  });
});

describe('withoutSecret', () => {
  it('hides the key wherever it stands, and what looks like one', () => {
    expect(withoutSecret('key abc is no key: abc', 'abc')).toBe('key [key] is no key: [key]');
    expect(withoutSecret('Incorrect API key provided: sk-proj-ab**yz.', 'other')).toBe(
      'Incorrect API key provided: [key].',
    );
    expect(withoutSecret('as it is', '')).toBe('as it is');
  });
});
