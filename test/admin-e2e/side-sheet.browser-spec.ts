import { createGatehouseClient, unwrap } from '@gatehouse/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';

let admin: Console;

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
  const { baseUrl } = admin.gatehouse;
  const login = { login: 'admin', password: PASSWORD };
  const { accessToken } = await unwrap(createGatehouseClient({ baseUrl }).POST('/api/auth/login', { body: login }));
  const client = createGatehouseClient({ baseUrl, accessToken: () => accessToken });
  for (const key of ['smtp.host', 'smtp.password'])
    await unwrap(
      client.POST('/api/secure-settings', { body: { key, type: 'string', value: 'x', category: 'mail' } as const }),
    );
});
afterAll(() => admin.stop());

/** Where the focus is: in the sheet, elsewhere on the page, or on nothing of it. */
const FOCUS = `(() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return 'nothing';
  return focused.closest('gh-side-sheet') === null ? focused.outerHTML.slice(0, 80) : 'sheet';
})()`;

/** Whether what has focus lies behind the sheet, be it in part. */
const BEHIND = `(() => {
  const focused = document.activeElement;
  if (focused === document.body || focused.closest('gh-side-sheet')) return false;
  const sheet = document.querySelector('gh-side-sheet section').getBoundingClientRect();
  return focused.getBoundingClientRect().right > sheet.left + 1;
})()`;

async function openRow(width: number): Promise<void> {
  const { page, url } = admin;
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${url}/settings`);
  await page.getByRole('link', { name: 'smtp.host' }).click();
  await page.getByRole('dialog', { name: 'smtp.host' }).getByText('mail · string · v1').waitFor();
}

describe('a side sheet', () => {
  it.each([1100, 1280, 1440])('is beside the list at %i px: no focus is ever behind it', async (width) => {
    const { page } = admin;
    await openRow(width);
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(BEHIND), await page.evaluate<string>(FOCUS)).toBe(false);
    }
    // the list is still of use
    await page.getByRole('link', { name: 'smtp.password' }).click();
    await page.getByRole('dialog', { name: 'smtp.password' }).waitFor();
  });

  it.each([360, 1000])('is modal at %i px: the focus stays in it, forwards and backwards', async (width) => {
    const { page } = admin;
    await openRow(width);
    for (const key of ['Tab', 'Shift+Tab'])
      for (let stop = 0; stop < 15; stop += 1) {
        await page.keyboard.press(key);
        expect(await page.evaluate(FOCUS)).toBe('sheet');
      }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('smtp.host');
    expect(await page.locator('[inert]').count()).toBe(0);
  });

  it('closes at the first Esc on its close button, whose hint is shown', async () => {
    const { page } = admin;
    await openRow(1280);
    await page.getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.locator('.cdk-overlay-container').getByText('Close (Esc)').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('has a title of its own, and Esc, Back and the address say the same', async () => {
    const { page, url } = admin;
    await page.goto(`${url}/overview`);
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('link', { name: 'smtp.host' }).click();
    await expect.poll(() => page.title()).toBe('smtp.host · Settings · Gatehouse');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/settings');
    await expect.poll(() => page.title()).toBe('Settings · Gatehouse');
    // Esc was Back: another one does not open again what was closed
    await page.goBack();
    await page.waitForURL('**/overview');
  });

  it('asks before Back throws a form away, and keeps the address when one stays', async () => {
    const { page, url } = admin;
    await page.goto(`${url}/settings`);
    await page.getByRole('link', { name: 'smtp.host' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Description').fill('typed');
    await page.evaluate('history.back()');
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe('/settings/key/smtp.host/edit');
    expect(await page.getByLabel('Description').inputValue()).toBe('typed');
    await page.evaluate('history.back()');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.waitForURL('**/settings/key/smtp.host');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/settings');
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});
