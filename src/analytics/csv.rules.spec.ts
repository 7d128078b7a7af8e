import { describe, expect, it } from '@jest/globals';
import { toCsv } from './csv.rules.js';

describe('toCsv', () => {
  it('quotes what would break a row, and ends rows as the standard says', () => {
    expect(toCsv(['a', 'b'], [{ a: 'x,"y"', b: 'line\nbreak' }])).toBe('a,b\r\n"x,""y""","line\nbreak"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@cmd', '\t=1', '\r=1'])('disarms the formula %j', (text) => {
    const [, row] = toCsv(['method'], [{ method: text }]).split('\r\n', 2);
    expect(row?.replace('"', '').startsWith("'")).toBe(true);
  });

  it('leaves numbers, booleans and nothing as they are', () => {
    expect(toCsv(['n', 'no', 'yes', 'nil'], [{ n: -1.5, no: false, yes: true, nil: null }])).toBe(
      'n,no,yes,nil\r\n-1.5,false,true,\r\n',
    );
  });

  it('gives every emotion its column, whether it occurred or not', () => {
    const csv = toCsv(['date', 'emotionDistribution'], [{ date: '2026-01-01', emotionDistribution: { sad: 3 } }]);
    const [header, row] = csv.split('\r\n').map((line) => line.split(','));
    expect(header).toHaveLength(16);
    expect(row?.[header?.indexOf('emotionDistribution.sad') ?? -1]).toBe('3');
    expect(row?.[header?.indexOf('emotionDistribution.happy') ?? -1]).toBe('0');
  });
});
