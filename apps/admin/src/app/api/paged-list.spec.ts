import { beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '@gatehouse/api-client';
import { PagedList } from './paged-list.ts';
import type { Page } from './paged-list.ts';

describe('PagedList', () => {
  it('reads page after page until there is no cursor', async () => {
    const pages: Record<string, Page<number>> = {
      start: { items: [1, 2], nextCursor: 'b' },
      b: { items: [3], nextCursor: null },
    };
    const list = new PagedList(async (cursor) => pages[cursor ?? 'start']!);
    expect(list.waiting()).toBe(true);
    await list.reload();
    expect([list.items(), list.hasMore()]).toEqual([[1, 2], true]);
    await list.more();
    expect([list.items(), list.hasMore()]).toEqual([[1, 2, 3], false]);
    await list.more();
    expect(list.items()).toEqual([1, 2, 3]);
  });

  it('shows only the answer to the latest question', async () => {
    const answers: ((page: Page<string>) => void)[] = [];
    const list = new PagedList<string>(() => new Promise((resolve) => answers.push(resolve)));
    const first = list.reload();
    const second = list.reload();
    answers[1]?.({ items: ['new'], nextCursor: null });
    answers[0]?.({ items: ['old'], nextCursor: null });
    await Promise.all([first, second]);
    expect(list.items()).toEqual(['new']);
  });

  it('keeps what it shows when a later page fails', async () => {
    let failing = false;
    const list = new PagedList<number>(async () => {
      if (failing) throw new ProblemError({ status: 503, code: 'OVERLOADED', title: 't', detail: 'd' });
      return { items: [1], nextCursor: 'more' };
    });
    await list.reload();
    failing = true;
    await list.more();
    expect(list.items()).toEqual([1]);
    expect(list.problem()?.code).toBe('OVERLOADED');
    expect([list.empty(), list.waiting()]).toEqual([false, false]);
  });

  describe('for somebody who comes back', () => {
    let letters: string[];
    let asked: (string | undefined)[];
    let list: PagedList<string>;
    const failing = { now: false };

    beforeEach(async () => {
      letters = ['a', 'b', 'c', 'd', 'e'];
      asked = [];
      failing.now = false;
      list = new PagedList<string>(async (cursor) => {
        asked.push(cursor);
        if (failing.now) throw new ProblemError({ status: 503, code: 'OVERLOADED', title: 't', detail: 'd' });
        const items = letters.filter((letter) => letter > (cursor ?? '')).slice(0, 2);
        const last = items.at(-1) ?? '';
        const total = cursor === undefined ? { total: letters.length } : {};
        return { items, nextCursor: last === letters.at(-1) ? null : last, ...total };
      });
      await list.show('');
      await list.more();
      asked.length = 0;
    });

    it('reads every shown page again, in its place', async () => {
      letters = ['a', 'aa', 'c', 'd', 'e', 'f'];
      const shown: boolean[] = [];
      const done = list.show('');
      shown.push(list.waiting(), list.loading());
      await done;
      expect([list.items(), list.total(), list.hasMore()]).toEqual([
        ['a', 'aa', 'c', 'd'],
        { count: 6, exact: true },
        true,
      ]);
      expect([asked, shown]).toEqual([
        [undefined, 'aa'],
        [false, false],
      ]);
    });

    it('keeps the rows and says of when they are, when that fails', async () => {
      const { asOf } = list;
      const before = asOf();
      failing.now = true;
      await list.refresh();
      expect([list.items(), list.problem(), asOf()]).toEqual([['a', 'b', 'c', 'd'], undefined, before]);
    });

    it('does not undo a write that came between', async () => {
      const done = list.refresh();
      list.patch((rows) => rows.filter((row) => row !== 'b'));
      await done;
      expect([list.items(), list.total()]).toEqual([['a', 'c', 'd'], { count: 4, exact: true }]);
    });

    it('starts anew with another filter, and forgets the place', async () => {
      list.scrollTop = 400;
      const done = list.show('category:mail');
      expect([list.items(), list.total(), list.scrollTop]).toEqual([[], undefined, 0]);
      await done;
      expect(list.items()).toEqual(['a', 'b']);
    });
  });

  it('says at least how much there is of a list that was not counted to its end', async () => {
    const list = new PagedList(async () => ({ items: [1], nextCursor: 'b', totalAtLeast: 10_000 }));
    await list.reload();
    expect([list.total(), list.rowCount()]).toEqual([{ count: 10_000, exact: false }, -1]);
  });
});
