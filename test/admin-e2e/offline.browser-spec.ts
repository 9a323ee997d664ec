import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, signInFirstTime } from './support/console.ts';
import { lookAt } from './support/look.ts';

let admin: Console;

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
});
afterAll(() => admin.stop());

describe('the console without a network', () => {
  it('says since when, keeps what is shown, and opens the page that was asked for when it is back', async () => {
    const { page } = admin;
    await page.getByRole('heading', { name: 'All systems healthy.' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText(/You are offline since .* What is shown is as of then/).waitFor();
    expect(await lookAt(page, 'offline')).toEqual([]);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByText('This page could not be opened: you are offline.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/overview');
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    await page.locator('.banner').waitFor({ state: 'detached' });
  });

  it('names what is down and why, in red, on every page', async () => {
    const { page } = admin;
    const health = {
      status: 'down',
      environment: 'development',
      components: [
        { name: 'api', status: 'up', latencyMs: 1 },
        { name: 'redis', status: 'down', latencyMs: 3, detail: 'connection refused' },
      ],
    };
    await page.route('**/api/health', (route) => route.fulfill({ json: health }));
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByText(/Down, seen since .*: Redis \(connection refused\)/).waitFor();
    expect(await page.locator('.components .reason').innerText()).toBe('connection refused');
    expect(await lookAt(page, 'component-down')).toEqual([]);
    await page.unroute('**/api/health');
    await page.locator('.banner').waitFor({ state: 'detached' });
  });
});
