import { describe, expect, it } from '@jest/globals';
import { ShareWindow } from './share-window.js';

const NOW = 31_000_000;
const at = (requests: number, calls: number, minute = NOW) => ({ minute, requests, calls });

describe('ShareWindow', () => {
  it('adds what others have counted to what they were not told', () => {
    const window = new ShareWindow(true);
    window.add(NOW, 3, 1);
    const batch = window.takeUntold();
    window.add(NOW, 2, 0);
    window.takeOver(batch, 'a', [at(10, 4)], NOW);
    expect(window.hour(NOW)).toEqual({ requests: 12, calls: 4 });
    expect(window.takeUntold()).toEqual([at(2, 0)]);
  });

  it('keeps what is on its way while an earlier answer comes in', () => {
    const window = new ShareWindow(true);
    window.add(NOW, 1, 0);
    const first = window.takeUntold();
    window.add(NOW, 1, 0);
    const second = window.takeUntold();
    window.takeOver(first, 'a', [at(1, 0)], NOW);
    expect(window.hour(NOW).requests).toBe(2);
    window.takeOver(second, 'a', [at(2, 0)], NOW);
    expect(window.hour(NOW).requests).toBe(2);
  });

  it('remembers the hour when the shared counts are lost, once', () => {
    const window = new ShareWindow(true);
    window.takeOver(window.takeUntold(), 'a', [at(90, 9, NOW - 10), at(10, 2)], NOW);
    window.add(NOW, 5, 0);
    const batch = window.takeUntold();
    window.takeOver(batch, 'b', [at(5, 0)], NOW);
    expect(window.hour(NOW)).toEqual({ requests: 105, calls: 11 });
    window.takeOver(window.takeUntold(), 'b', [at(7, 1)], NOW);
    expect(window.hour(NOW)).toEqual({ requests: 107, calls: 12 });
    expect(window.hour(NOW + 50)).toEqual({ requests: 17, calls: 3 });
  });

  it('tells calls again when it is not known whether they were heard, and requests not', () => {
    const window = new ShareWindow(true);
    window.add(NOW, 4, 2);
    window.giveBack(window.takeUntold());
    expect(window.hour(NOW)).toEqual({ requests: 4, calls: 2 });
    expect(window.takeUntold()).toEqual([at(0, 2)]);
  });

  it('is over an hour after the last that was counted', () => {
    const window = new ShareWindow(false);
    window.add(NOW, 1, 0);
    expect([window.isOver(NOW + 59), window.isOver(NOW + 60)]).toEqual([false, true]);
  });
});
