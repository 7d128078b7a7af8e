import { describe, expect, it } from '@jest/globals';
import { CleanUp, withCleanUp } from './clean-up.js';

describe('a clean-up', () => {
  it('takes down what was made, the newest first, and each once', async () => {
    const cleanUp = new CleanUp();
    const gone: string[] = [];
    for (const part of ['server', 'gate', 'client']) cleanUp.after(part, (made) => gone.push(made));
    await cleanUp.run();
    await cleanUp.run();
    expect(gone).toEqual(['client', 'gate', 'server']);
  });

  it('goes on past what cannot be taken down, and then says so', async () => {
    const cleanUp = new CleanUp();
    const gone: string[] = [];
    cleanUp.after('server', (made) => gone.push(made));
    cleanUp.after('gate', () => Promise.reject(new Error('stuck')));
    await expect(cleanUp.run()).rejects.toThrow('stuck');
    expect(gone).toEqual(['server']);
  });

  it('leaves nothing of a set-up that fails half way, and tells why it failed', async () => {
    const gone: string[] = [];
    const setUp = withCleanUp(async (cleanUp) => {
      cleanUp.after('server', (made) => gone.push(made));
      cleanUp.after('gate', () => Promise.reject(new Error('stuck')));
      throw new Error('no database');
    });
    await expect(setUp).rejects.toThrow('no database');
    expect(gone).toEqual(['server']);
  });
});
