import { describe, expect, it } from 'vitest';
import { ownTurn } from './own-turn.ts';

describe('turns of the event loop', () => {
  it('go to one at a time, in the order of asking, and to others in between', async () => {
    const seen: string[] = [];
    const take = async (name: string) => {
      await ownTurn();
      seen.push(name);
    };
    let going = true;
    const others = () => {
      seen.push('-');
      if (going) setImmediate(others);
    };
    setImmediate(others);
    await Promise.all(['a', 'b', 'c'].map(take));
    going = false;
    expect(seen.filter((name) => name !== '-')).toEqual(['a', 'b', 'c']);
    expect(seen.join('')).toMatch(/a-+b-+c/);
  });
});
