import { describe, expect, it } from 'vitest';
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
});
