import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { eicarInsidePdf, makeHtml, makeJpeg } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';

let admin: Console;

beforeAll(async () => {
  admin = await openConsole();
});
afterAll(() => admin.stop());

describe('an administrator in the browser', () => {
  it('is refused with a wrong password, and told so in words', async () => {
    const { page, url } = admin;
    await page.goto(`${url}/settings`);
    await page.waitForURL('**/sign-in?next=%2Fsettings');
    await page.getByLabel('Login').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Incorrect login or password.').waitFor();
    // the password field was emptied for the next try: that is no fault of its own
    expect(await page.getByText('Fill this in').count()).toBe(0);
  });

  it('signs in with the one-time password, must change it, and then sees a healthy system', async () => {
    const { page, url, gatehouse } = admin;
    await signInFirstTime(page, url, gatehouse.adminPassword);
    await page.getByText('Development').first().waitFor();
    await page.getByRole('heading', { name: 'All systems healthy.' }).waitFor();
    await page.getByText('ES256').waitFor();
  });

  it('creates, reveals, changes and rolls back a setting', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('link', { name: 'Create the first setting' }).click();
    await page.getByRole('textbox', { name: 'Key' }).fill('smtp.password');
    await page.getByRole('combobox', { name: 'Category' }).fill('mail');
    await page.getByRole('textbox', { name: 'Value' }).fill('first-value-1');
    await page.getByRole('button', { name: 'Create setting' }).click();

    await page.waitForURL('**/settings/key/smtp.password');
    expect((await page.content()).includes('first-value-1')).toBe(false);
    await page.getByRole('button', { name: 'Reveal' }).click();
    await page.getByText('first-value-1').waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByRole('button', { name: 'Reveal' }).waitFor();
    expect((await page.content()).includes('first-value-1')).toBe(false);

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('second-value-2');
    await page.getByLabel('Description').fill('Mail relay');
    await page.getByRole('button', { name: 'Save new version' }).click();
    await page.getByText('mail · string · v2').waitFor();

    await page.getByRole('button', { name: 'Roll back to this' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back to version 1?' });
    await dialog.getByText('A new version 3 is created').waitFor();
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await page.getByText('mail · string · v3').waitFor();
    await page.getByRole('button', { name: 'Copy without showing' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('first-value-1');
    expect((await page.content()).includes('first-value-1')).toBe(false);
  });

  it('keeps what was typed when somebody else was first', async () => {
    const { page, newPage, url } = admin;
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('typed-by-me');

    const other = await newPage({ storageState: await page.context().storageState() });
    await other.page.goto(`${url}/settings/key/smtp.password/edit`);
    await other.page.getByRole('textbox', { name: 'Value' }).fill('typed-elsewhere');
    await other.page.getByRole('button', { name: 'Save new version' }).click();
    await other.page.getByText('mail · string · v4').waitFor();
    await other.context.close();

    await page.getByRole('button', { name: 'Save new version' }).click();
    await page.getByText('version 4 is the newest now').waitFor();
    expect(await page.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('typed-by-me');
    // both typed a value: nothing is written over the other one before somebody says so
    expect(await page.getByRole('button', { name: 'Save as version 5' }).isEnabled()).toBe(false);
    await page.getByRole('group', { name: 'Value' }).getByLabel('Keep mine').check();
    await page.getByRole('button', { name: 'Save as version 5' }).click();
    await page.getByText('mail · string · v5').waitFor();
  });

  it('asks before it throws away what was typed', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByLabel('Description').fill('never saved');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Description').inputValue()).toBe('never saved');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.waitForURL('**/settings/key/smtp.password');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/settings');
  });

  it('finds a setting by keyboard alone', async () => {
    const { page } = admin;
    await page.keyboard.press('/');
    await page.keyboard.type('smtp category:mail');
    await page.waitForURL(/q=smtp%20category:mail|q=smtp\+category:mail|q=smtp%20category%3Amail/);
    await page.getByText('Showing 1 of 1').waitFor();
    await page.getByRole('heading', { name: 'Secure settings' }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/key/smtp.password?**');
    await page.keyboard.press('Escape');
  });

  it('uploads a photo, sees it become clean, and downloads the same bytes', async () => {
    const { page } = admin;
    const photo = await makeJpeg({ width: 640, height: 480 });
    await page.getByRole('link', { name: 'Uploads', exact: true }).click();
    await page.getByText('JPEG, PNG, WebP or PDF, up to 10 MB each').waitFor();
    await page
      .getByLabel('Files to upload')
      .setInputFiles({ name: 'beach.jpg', mimeType: 'image/jpeg', buffer: photo });
    const line = page
      .getByRole('list', { name: 'Files from this visit' })
      .getByRole('listitem')
      .filter({ hasText: 'beach.jpg' });
    await line.getByText('Clean').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download beach.jpg' }).click(),
    ]);
    const saved = await readFile(await download.path());
    expect(createHash('sha256').update(saved).digest('hex')).toBe(createHash('sha256').update(photo).digest('hex'));
    expect(download.suggestedFilename()).toBe('beach.jpg');
  });

  it('shows progress and lets a file be cancelled and sent again', async () => {
    const { page } = admin;
    const photo = await makeJpeg({ width: 1600, height: 1200 });
    const cdp = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 50, downloadThroughput: -1, uploadThroughput: 8_000 };
    await cdp.send('Network.emulateNetworkConditions', slow);
    await page.getByLabel('Files to upload').setInputFiles({ name: 'slow.jpg', mimeType: 'image/jpeg', buffer: photo });
    const line = page
      .getByRole('list', { name: 'Files from this visit' })
      .getByRole('listitem')
      .filter({ hasText: 'slow.jpg' });
    await line.getByRole('progressbar').waitFor();
    await line.getByRole('button', { name: 'Cancel' }).click();
    await line.getByText('Cancelled').waitFor();
    await cdp.send('Network.emulateNetworkConditions', { ...slow, latency: 0, uploadThroughput: -1 });
    await line.getByRole('button', { name: 'Send again' }).click();
    await line.getByText('Clean').waitFor();
  });

  it('says why a file is refused, and what to do', async () => {
    const { page } = admin;
    const files = page.getByLabel('Files to upload');
    const lines = page.getByRole('list', { name: 'Files from this visit' }).getByRole('listitem');
    await files.setInputFiles({ name: 'page.png', mimeType: 'image/png', buffer: makeHtml() });
    const page_ = lines.filter({ hasText: 'page.png' });
    await page_.getByText('Refused').waitFor();
    expect(await page_.textContent()).toMatch(/not what the name says|file type is not supported/);
    await files.setInputFiles({ name: 'IMG_0042.heic', mimeType: 'image/heic', buffer: Buffer.from('x') });
    await lines.filter({ hasText: 'IMG_0042.heic' }).getByText('Save it as JPEG and send that.').waitFor();
  });

  it('shows that an infected file was found and deleted', async () => {
    const { page } = admin;
    await page
      .getByLabel('Files to upload')
      .setInputFiles({ name: 'invoice.pdf', mimeType: 'application/pdf', buffer: eicarInsidePdf() });
    const line = page
      .getByRole('list', { name: 'Files from this visit' })
      .getByRole('listitem')
      .filter({ hasText: 'invoice.pdf' });
    await line.getByText('Infected, deleted').waitFor();
    expect(await page.getByRole('button', { name: 'Download invoice.pdf' }).count()).toBe(0);
  });

  it('reads the audit log, opens an entry by its address, and finds nothing tampered with', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    await page.getByRole('link', { name: 'File infected' }).waitFor();
    await page.getByLabel('Outcome').selectOption({ label: 'Failure' });
    await page.waitForURL('**status=failure');
    await page.getByRole('link', { name: 'Sign-in refused' }).first().click();
    await page.getByRole('dialog').getByText('auth_failure', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('All signatures are valid.').waitFor();
  });

  it('names the row that was changed past Gatehouse', async () => {
    const { page, gatehouse } = admin;
    await gatehouse.owner.query('ALTER TABLE audit_logs DISABLE TRIGGER USER');
    const { rows } = await gatehouse.owner.query<{ id: string }>(
      "UPDATE audit_logs SET status = 'success' WHERE id = (SELECT min(id) FROM audit_logs WHERE status = 'failure') RETURNING id",
    );
    await gatehouse.owner.query('ALTER TABLE audit_logs ENABLE TRIGGER USER');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('1 entry cannot be trusted').waitFor();
    await page.getByRole('link', { name: `Entry ${rows[0]?.id}` }).waitFor();
  });

  it('says so when the session cannot be taken up, and opens the same page at the next try', async () => {
    const { page, url } = admin;
    await page.route('**/api/auth/refresh', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: '{"code":"DEPENDENCY_UNAVAILABLE"}',
      }),
    );
    await page.goto(`${url}/settings`);
    await page.getByRole('heading', { name: 'Your session could not be resumed' }).waitFor();
    await page.unroute('**/api/auth/refresh');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Secure settings' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings');
  });

  it('keeps the session over a reload and ends it on sign-out', async () => {
    const { page, url } = admin;
    await page.goto(`${url}/settings/key/smtp.password`);
    await page.getByText('mail · string · v5').waitFor();
    await page.goto(`${url}/overview`);
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in**');
    await page.goto(`${url}/settings`);
    await page.waitForURL('**/sign-in?next=%2Fsettings');
    await page.getByLabel('Login').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/settings');
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});
