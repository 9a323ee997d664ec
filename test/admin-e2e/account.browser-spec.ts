import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticatorApp } from './support/authenticator-app.ts';
import { type Console, goTo, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';
import { lookAt } from './support/look.ts';

let admin: Console;
let app: ReturnType<typeof authenticatorApp>;
let recoveryCodes: string[];

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
});
afterAll(() => admin.stop());

async function givePassword(page: Page): Promise<void> {
  await page.getByLabel('Login').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
const rows = (page: Page) => page.locator('gh-account-page tbody tr');
const overview = (page: Page) => page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

describe('the own account in the browser', () => {
  it('switches two-step sign-in on with an app, and gives ten codes to keep', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Account' }).click();
    await page.waitForURL('**/account');
    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Current password').fill('not the password');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByText('This is not your current password.').waitFor();
    await dialog.getByLabel('Current password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
    expect(await lookAt(page, 'account-set-up')).toEqual([]);

    const key = (await dialog.locator('gh-copy-text .mono').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Copy key' }).click();
    // read in groups of four, copied without their spaces
    expect(key).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4})+/);
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(key.replaceAll(' ', ''));
    app = authenticatorApp(key);
    await dialog.getByLabel('Code from the app').fill('000000');
    await dialog.getByRole('button', { name: 'Turn on' }).click();
    await dialog.getByText('This code is incorrect').waitFor();
    await dialog.getByLabel('Code from the app').fill(app.nextCode());
    await dialog.getByRole('button', { name: 'Turn on' }).click();

    const codes = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    recoveryCodes = await codes.allTextContents();
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await lookAt(page, 'account-recovery-codes')).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await dialog.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Copy all' }).click();
    await dialog.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(recoveryCodes.join('\n'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain(recoveryCodes[9]);
    await dialog.getByLabel('I have stored the codes').check();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('10 of 10 recovery codes left.').waitFor();
    expect((await page.content()).includes(recoveryCodes[0] ?? '')).toBe(false);
  });

  it('signs in with the password and a code, and says when the code is wrong', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in**');
    await givePassword(page);
    const code = page.getByRole('textbox', { name: 'Code' });
    await code.waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("autocomplete")')).toBe('one-time-code');
    expect(await page.getByText('Fill this in').count()).toBe(0);
    expect(await lookAt(page, 'sign-in-code')).toEqual([]);
    await code.fill('000000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This code is incorrect or was already used.').waitFor();
    await code.fill(app.nextCode());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await overview(page);
  });

  it('signs in elsewhere with a recovery code, sees that session, and ends it there', async () => {
    const { page, newPage, url } = admin;
    const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1';
    const elsewhere = await newPage({ userAgent: phone });
    await elsewhere.page.goto(`${url}/`);
    await givePassword(elsewhere.page);
    await elsewhere.page.getByRole('button', { name: 'Use a recovery code' }).click();
    await elsewhere.page.getByLabel('Recovery code').fill(recoveryCodes[0]?.toUpperCase() ?? '');
    await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
    await overview(elsewhere.page);

    await goTo(page, '/account');
    await page.getByText('9 of 10 recovery codes left.').waitFor();
    const other = rows(page).filter({ hasText: 'Safari on iPhone' });
    await other.waitFor();
    expect(await rows(page).filter({ hasText: 'This session' }).count()).toBe(1);
    expect(await lookAt(page, 'account-two-sessions')).toEqual([]);
    await other.getByRole('button', { name: 'End session: Safari on iPhone' }).click();
    const dialog = page.getByRole('dialog', { name: 'End this session?' });
    await dialog.getByRole('button', { name: 'End session' }).click();
    await other.waitFor({ state: 'detached' });

    await goTo(elsewhere.page, '/account');
    await elsewhere.page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await elsewhere.context.close();
  });

  it('ends all other sessions at once', async () => {
    const { page, newPage, url } = admin;
    const elsewhere = await newPage();
    await elsewhere.page.goto(`${url}/`);
    await givePassword(elsewhere.page);
    await elsewhere.page.getByRole('button', { name: 'Use a recovery code' }).click();
    await elsewhere.page.getByLabel('Recovery code').fill(recoveryCodes[1] ?? '');
    await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
    await overview(elsewhere.page);
    await goTo(page, '/overview');
    await goTo(page, '/account');
    await page.getByRole('button', { name: 'End all other sessions' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End other sessions' }).click();
    await page.getByRole('button', { name: 'End all other sessions' }).waitFor({ state: 'detached' });
    expect(await rows(page).count()).toBe(1);
    await elsewhere.context.close();
  });

  it('takes a shorter password beside codes, which must be long again before they are switched off', async () => {
    const { page } = admin;
    const off = async (password: string, code: string) => {
      await page.getByRole('button', { name: 'Turn off' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Current password').fill(password);
      await dialog.getByLabel('Code').fill(code);
      await dialog.getByRole('button', { name: 'Turn off' }).click();
      return dialog;
    };
    const change = async (from: string, to: string) => {
      await page.getByRole('link', { name: 'Change password' }).click();
      await page.getByText('8 characters or more').waitFor();
      await page.getByLabel('Current password').fill(from);
      await page.getByLabel('New password', { exact: true }).fill(to);
      await page.getByLabel('New password again').fill(to);
      await page.getByRole('button', { name: 'Save password' }).click();
      await page.waitForURL('**/account');
    };
    await change(PASSWORD, 'owl7kite');
    const refused = await off('owl7kite', recoveryCodes[2] ?? '');
    await refused.getByText('Without two-step sign-in this password would be too short.').waitFor();
    expect(await lookAt(page, 'account-switch-off')).toEqual([]);
    await refused.getByRole('button', { name: 'Cancel' }).click();
    await change('owl7kite', PASSWORD);
    await off(PASSWORD, recoveryCodes[2] ?? '');
    await page.getByRole('button', { name: 'Set up' }).waitFor();
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});
