import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';

let admin: Console;
/** The second person, in a browser of their own. */
let grace: Awaited<ReturnType<Console['newPage']>>;
let oneTimePassword: string;

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
  grace = await admin.newPage();
});
afterAll(() => admin.stop());

async function fillSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('Login').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Reads the password that the dialog shows, and says that it was passed on. */
async function takePassword(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'One-time password of grace' });
  const shown = await dialog.getByTestId('one-time-secret').innerText();
  await dialog.getByRole('checkbox', { name: 'I have passed it on' }).check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return shown;
}

async function changePassword(page: Page, current: string, chosen: string): Promise<void> {
  await page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password', { exact: true }).fill(chosen);
  await page.getByLabel('New password again').fill(chosen);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}

describe('the users of the console', () => {
  it('are made by keyboard alone, and keep what was typed when it is refused', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('link', { name: 'New user' }).click();
    await page.getByRole('radio', { name: /^Viewer/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ADMIN');
    await page.keyboard.press('Enter');
    await page.getByText('A user with this login already exists.').waitFor();
    expect(await page.getByLabel('Login').inputValue()).toBe('ADMIN');
    await page.getByLabel('Login').fill('grace');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: /^Auditor/ }).isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByTestId('one-time-secret').waitFor();
  });

  it('get a one-time password that is shown until it was passed on, and never again', async () => {
    const { page } = admin;
    await page.keyboard.press('Escape');
    const dialog = page.getByRole('dialog', { name: 'One-time password of grace' });
    expect(await dialog.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await dialog.getByText('Copied').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    oneTimePassword = await takePassword(page);
    expect(copied).toBe(oneTimePassword);
    await page.getByRole('heading', { name: 'grace', level: 2 }).waitFor();
    await page.getByText('One-time password').first().waitFor();
    expect((await page.content()).includes(oneTimePassword)).toBe(false);
    await page.reload();
    await page.getByRole('heading', { name: 'grace', level: 2 }).waitFor();
    expect((await page.content()).includes(oneTimePassword)).toBe(false);
  });

  it('sign in with it and choose their own', async () => {
    const { page } = grace;
    await page.goto(`${admin.url}/`);
    await fillSignIn(page, 'grace', oneTimePassword);
    await changePassword(page, oneTimePassword, PASSWORD);
    expect(await page.getByRole('link', { name: 'Users', exact: true }).count()).toBe(0);
    await page.goto(`${admin.url}/users`);
    await page.getByText('Only administrators can see users').waitFor();
  });

  it('are named in the audit log, for an auditor too', async () => {
    const { page } = grace;
    const questions: string[] = [];
    page.on('request', (request) => questions.push(new URL(request.url()).pathname));
    await page.goto(`${admin.url}/audit?type=user_created&type=password_changed`);
    const row = page.getByRole('row', { name: /^User created.*user grace/ });
    await row.getByRole('cell', { name: 'admin', exact: true }).waitFor();
    await row.getByRole('cell', { name: 'user grace', exact: true }).waitFor();
    expect(questions.filter((path) => path === '/api/actors')).toHaveLength(1);
    await row.getByRole('link').click();
    await page.getByRole('dialog').getByText('user grace').waitFor();
  });

  it('are found by filter, and the address keeps it', async () => {
    const { page, url } = admin;
    await page.goto(`${url}/users`);
    await page.getByText('Showing 2 of 2').waitFor();
    await page.getByLabel('Role').selectOption({ label: 'Auditor' });
    await page.getByText('Showing 1 of 1').waitFor();
    await page.getByLabel('Filter users').fill('nobody');
    await page.getByText('No users match this filter').waitFor();
    expect(page.url()).toContain('/users?role=auditor&text=nobody');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText('Showing 2 of 2').waitFor();
  });

  it('lose their session with their old role', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'grace' }).click();
    await page.getByRole('radio', { name: /^Viewer/ }).check();
    await page.getByRole('button', { name: 'Change role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the role of grace?' });
    await dialog.getByText('All of this user’s sessions end at once.').waitFor();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await page.getByRole('button', { name: 'Change role' }).waitFor({ state: 'hidden' });
    await expectSignedOut();
    await fillSignIn(grace.page, 'grace', PASSWORD);
    await grace.page.getByRole('link', { name: 'Uploads', exact: true }).waitFor();
  });

  it('are told apart when somebody else changed them first', async () => {
    const { page, gatehouse } = admin;
    await gatehouse.owner.query(`UPDATE users SET version = version + 1, role = 'viewer' WHERE login = 'grace'`);
    await page.getByRole('radio', { name: /^Administrator/ }).check();
    await page.getByRole('button', { name: 'Change role' }).click();
    // by its name: the sheet is a dialog with such a button too, and the question may not be there yet
    const dialog = page.getByRole('dialog', { name: 'Change the role of grace?' });
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await page.getByText('Someone else changed this first').waitFor();
    expect(await page.getByRole('radio', { name: /^Administrator/ }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('radio', { name: /^Viewer/, checked: true }).waitFor();
  });

  it('are shut out at once when they are disabled, and let in again', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Disable user' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disable grace?' });
    await dialog.getByRole('button', { name: 'Disable user' }).click();
    await page.getByRole('button', { name: 'Enable user' }).waitFor();
    await expectSignedOut();
    await fillSignIn(grace.page, 'grace', PASSWORD);
    await grace.page.getByText('Incorrect login or password.').waitFor();
    await page.getByRole('button', { name: 'Enable user' }).click();
    await page.getByRole('button', { name: 'Disable user' }).waitFor();
    await fillSignIn(grace.page, 'grace', PASSWORD);
    await grace.page.getByRole('link', { name: 'Uploads', exact: true }).waitFor();
  });

  it('get a new one-time password when they have lost theirs', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Reset password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reset the password of grace?' });
    await dialog.getByRole('button', { name: 'Reset password' }).click();
    const again = await takePassword(page);
    expect(again).not.toBe(oneTimePassword);
    await expectSignedOut();
    await fillSignIn(grace.page, 'grace', again);
    await changePassword(grace.page, again, `${PASSWORD} again`);
  });

  it('are signed out everywhere by one press', async () => {
    const { page } = admin;
    await page.reload();
    await page.getByRole('button', { name: 'End sessions' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign grace out everywhere?' });
    await dialog.getByRole('button', { name: 'End sessions' }).click();
    await page.locator('button:disabled', { hasText: 'End sessions' }).waitFor();
    await expectSignedOut();
  });

  it('cannot shut themselves out by a slip', async () => {
    const { page } = admin;
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'admin', exact: true }).click();
    await page.getByText('This is you.').waitFor();
    expect(await page.getByRole('button', { name: /Disable|Reset/ }).count()).toBe(0);
    expect(await page.getByRole('radio', { name: /^Viewer/ }).isDisabled()).toBe(true);
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});

/** The next thing that Grace does asks her to sign in again. */
async function expectSignedOut(): Promise<void> {
  const { page } = grace;
  await page.goto(`${admin.url}/overview`);
  await page.waitForURL('**/sign-in**');
}
