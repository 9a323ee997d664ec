import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slot } from './audit-log.ts';
import { SharedReservations } from './shared-reservations.ts';

/** A database that answers when it is told to. */
function slowDatabase() {
  const asked: { count: number; answer: () => void; fail: (error: Error) => void }[] = [];
  let last = 0;
  const reserve = (count: number) =>
    new Promise<readonly Slot[]>((resolve, reject) => {
      const slots = () => Array.from({ length: count }, () => ({ id: String((last += 1)), timestamp: 't' }));
      asked.push({ count, answer: () => resolve(slots()), fail: reject });
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { asked, reserve, turn };
}
const idsOf = (slots: readonly Slot[]) => slots.map(({ id }) => id);

describe('SharedReservations', () => {
  it('asks once for everybody who came while the last question was under way, and gives no place twice', async () => {
    const { asked, reserve, turn } = slowDatabase();
    const places = new SharedReservations(reserve);
    const first = places.take(1);
    const others = [places.take(2), places.take(1), places.take(3)];
    asked[0]?.answer();
    await turn();
    expect(asked.map(({ count }) => count)).toEqual([1, 12]);
    asked[1]?.answer();
    expect(idsOf(await first)).toEqual(['1']);
    expect((await Promise.all(others)).map(idsOf)).toEqual([['2', '3'], ['4'], ['5', '6', '7']]);
  });

  it('asks at once again when nobody waits', async () => {
    const { asked, reserve } = slowDatabase();
    const places = new SharedReservations(reserve);
    for (const index of [0, 1]) {
      const taken = places.take(1);
      asked[index]?.answer();
      await taken;
    }
    expect(asked.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('lets nobody fail for another: whoever waited asks by itself', async () => {
    const { asked, reserve, turn } = slowDatabase();
    const places = new SharedReservations(reserve);
    const first = places.take(1);
    const [second, third] = [places.take(1), places.take(1)];
    asked[0]?.answer();
    await first;
    await turn();
    asked[1]?.fail(new Error('this connection is broken'));
    await expect(second).rejects.toThrow('this connection is broken');
    await turn();
    expect(asked.map(({ count }) => count)).toEqual([1, 4, 3]);
    asked[2]?.answer();
    expect(idsOf(await third)).toEqual(['2']);
  });

  it('asks for as many more as came during the last question, and gives them to who comes during this one', async () => {
    const { asked, reserve, turn } = slowDatabase();
    const places = new SharedReservations(reserve);
    const taken = [places.take(1), places.take(1), places.take(1)];
    asked[0]?.answer();
    await turn();
    taken.push(places.take(1), places.take(2), places.take(1));
    asked[1]?.answer();
    await turn();
    // two more were asked for: one is taken, and two at once do not fit into the one that is left
    expect(asked.map(({ count }) => count)).toEqual([1, 4, 7]);
    asked[2]?.answer();
    expect((await Promise.all(taken)).map(idsOf)).toEqual([['1'], ['2'], ['3'], ['4'], ['6', '7'], ['8']]);
  });

  it('gives the last of the places that it asked for ahead', async () => {
    const { asked, reserve, turn } = slowDatabase();
    const places = new SharedReservations(reserve);
    const taken = [places.take(1), places.take(1), places.take(1)];
    asked[0]?.answer();
    await turn();
    taken.push(places.take(1), places.take(1));
    asked[1]?.answer();
    expect((await Promise.all(taken)).map(idsOf)).toEqual([['1'], ['2'], ['3'], ['4'], ['5']]);
    expect(asked.map(({ count }) => count)).toEqual([1, 4]);
  });

  it('gives every caller its places and none twice, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 3 }), { maxLength: 60 }),
        fc.infiniteStream(fc.boolean()),
        async (sizes, fails) => {
          let last = 0;
          const reserve = async (count: number) => {
            const broken = fails.next().value;
            for (let index = 0; index < last % 4; index++) await Promise.resolve();
            if (broken) throw new Error('broken');
            return Array.from({ length: count }, () => ({ id: String((last += 1)), timestamp: 't' }));
          };
          const places = new SharedReservations(reserve);
          const asking = sizes.map(async (size) => {
            for (let index = 0; index < size * 3; index++) await Promise.resolve();
            return places.take(size + 1).catch(() => []);
          });
          const given = await Promise.all(asking);
          for (const [index, slots] of given.entries()) expect([0, (sizes[index] ?? 0) + 1]).toContain(slots.length);
          const ids = given.flatMap(idsOf);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });
});
