import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withNavigationErrorHandler, withRouterConfig } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SEND_REQUEST } from '../api/api.ts';
import { FakeApi, problem } from '../testing/fake-api.ts';
import { LOAD_ANEW, PageRetry, RETRY_MS } from './page-retry.ts';

@Component({ template: '' })
class Page {}

describe('PageRetry', () => {
  let load: () => Promise<typeof Page>;
  let router: Router;
  let retry: PageRetry;
  let api: FakeApi;
  const loadAnew = vi.fn();
  const noChunk = () =>
    Promise.reject(new TypeError('Failed to fetch dynamically imported module: http://localhost/chunk.js'));

  beforeEach(() => {
    vi.useFakeTimers();
    loadAnew.mockClear();
    api = new FakeApi().on('GET /api/health', problem(503, 'DEPENDENCY_UNAVAILABLE'));
    TestBed.configureTestingModule({
      providers: [
        { provide: SEND_REQUEST, useValue: api.send },
        { provide: LOAD_ANEW, useValue: loadAnew },
        provideRouter(
          [
            { path: 'here', component: Page },
            { path: 'there', loadComponent: () => load() },
          ],
          withRouterConfig({ resolveNavigationPromiseOnError: true }),
          withNavigationErrorHandler((error) => inject(PageRetry).take(error)),
        ),
      ],
    });
    router = TestBed.inject(Router);
    retry = TestBed.inject(PageRetry);
  });
  afterEach(() => vi.useRealTimers());

  it('stays where one is when the code of a page does not arrive, and opens the page once it does', async () => {
    load = noChunk;
    await router.navigateByUrl('/here');
    await router.navigateByUrl('/there');
    expect(router.url).toBe('/here');
    expect(retry.failed()).toBe('/there');
    load = () => Promise.resolve(Page);
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(router.url).toBe('/there');
    expect(retry.failed()).toBeUndefined();
  });

  it('tries at once when the network is back', async () => {
    load = noChunk;
    await router.navigateByUrl('/there');
    load = () => Promise.resolve(Page);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(1);
    expect(router.url).toBe('/there');
  });

  it('loads the console anew once it answers, and never before', async () => {
    load = noChunk;
    await router.navigateByUrl('/there');
    await vi.advanceTimersByTimeAsync(3 * RETRY_MS);
    expect(loadAnew).not.toHaveBeenCalled();
    api.on('GET /api/health', { body: { status: 'ok', environment: 'test', components: [] } });
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(loadAnew).toHaveBeenCalledWith('/there');
  });

  it('leaves alone whoever has gone elsewhere, or wants to stay', async () => {
    load = noChunk;
    await router.navigateByUrl('/there');
    await router.navigateByUrl('/here');
    expect(retry.failed()).toBeUndefined();
    await router.navigateByUrl('/there');
    retry.giveUp();
    load = () => Promise.resolve(Page);
    await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
    expect(router.url).toBe('/here');
  });
});
