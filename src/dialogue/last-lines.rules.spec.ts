import { describe, expect, it } from '@jest/globals';
import { withLastLine } from './last-lines.rules.js';

describe('the last lines', () => {
  it('are three, newest first', () => {
    const said = ['a', 'b', 'c', 'd'].reduce<string[]>((last, id) => withLastLine(last, id), []);
    expect(said).toEqual(['d', 'c', 'b']);
    expect(withLastLine([], 'a')).toEqual(['a']);
  });

  it('leave the list they were made of alone', () => {
    const before = Object.freeze(['c', 'b', 'a']);
    expect(withLastLine(before, 'd')).toEqual(['d', 'c', 'b']);
    expect(before).toEqual(['c', 'b', 'a']);
  });
});
