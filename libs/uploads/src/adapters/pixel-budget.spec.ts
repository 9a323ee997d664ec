import { describe, expect, it } from 'vitest';
import { PixelBudget } from './pixel-budget.ts';

/** Lets what can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function takers(budget: PixelBudget) {
  const inside: string[] = [];
  const giveBack = new Map<string, () => void>();
  const take = (name: string, pixels: number) =>
    void budget.take(pixels).then((give) => {
      inside.push(name);
      giveBack.set(name, () => {
        inside.splice(inside.indexOf(name), 1);
        give();
      });
    });
  return { inside, take, leave: (name: string) => giveBack.get(name)?.() };
}

describe('a budget of pixels', () => {
  it('lets in as many as fit, and the others in their order', async () => {
    const { inside, take, leave } = takers(new PixelBudget(10, 9));
    take('a', 6);
    take('b', 4);
    take('c', 5);
    take('d', 1);
    await settle();
    expect(inside).toEqual(['a', 'b']);
    leave('b');
    await settle();
    // there would be room for the last one, but it has to wait its turn
    expect(inside).toEqual(['a']);
    leave('a');
    await settle();
    expect(inside).toEqual(['c', 'd']);
  });

  it('gives everything to one that is as large as all of it, and to one that claims more', async () => {
    const { inside, take, leave } = takers(new PixelBudget(10, 9));
    for (const name of ['whole', 'more']) {
      take(name, name === 'more' ? 99 : 10);
      take(`after ${name}`, 1);
      await settle();
      expect(inside).toEqual([name]);
      leave(name);
      await settle();
      expect(inside).toEqual([`after ${name}`]);
      leave(`after ${name}`);
    }
  });

  it('lets in no more pictures than there are places, however small they are', async () => {
    const { inside, take, leave } = takers(new PixelBudget(10, 2));
    for (const name of ['a', 'b', 'c', 'd']) take(name, 1);
    await settle();
    expect(inside).toEqual(['a', 'b']);
    leave('a');
    await settle();
    expect(inside).toEqual(['b', 'c']);
  });

  it('counts what is given back twice only once', async () => {
    const budget = new PixelBudget(2, 9);
    const give = await budget.take(2);
    give();
    give();
    const { inside, take } = takers(budget);
    take('a', 2);
    take('b', 1);
    await settle();
    expect(inside).toEqual(['a']);
  });
});
