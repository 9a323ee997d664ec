import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, goTo, openConsole, signInFirstTime } from './support/console.ts';
import { axeFaults, lookAt } from './support/look.ts';

/** Of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let admin: Console;
let page: Page;

beforeAll(async () => {
  admin = await openConsole();
  page = admin.page;
  // a native dialog cannot be driven from here; without it the console hands the browser a download
  await page.addInitScript('delete window.showSaveFilePicker');
  await signInFirstTime(page, admin.url, admin.gatehouse.adminPassword);
  await goTo(page, '/audit');
  await page.locator('.row-link').first().waitFor();
});
afterAll(() => admin.stop());

const focused = (property: string) => page.evaluate<string>(`String(document.activeElement?.${property} ?? '')`);

/** Presses Tab until something with this name has the focus; fails when there is no such thing to reach. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    // between the last and the first stop nothing has the focus, and the page as a whole holds every name
    if ((await focused('tagName')) === 'BODY') continue;
    const text = (await focused('innerText')) || (await focused('ariaLabel'));
    if (text.includes(name)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

/** Whether a checkpoint covers every event of a kind. */
async function covered(type: string): Promise<boolean> {
  const { rows } = await admin.gatehouse.owner.query<{ covered: boolean }>(
    `SELECT bool_and(coalesce(leaf_index < (SELECT max(tree_size) FROM audit_checkpoints), false)) AS covered
     FROM audit_logs LEFT JOIN audit_leaves ON audit_id = id WHERE event_type = $1`,
    [type],
  );
  return rows[0]?.covered ?? false;
}

describe('the audit page by keyboard alone', () => {
  it('filters from "/" and keeps the filter in the address, part by part removable', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('type:auth_success kind:nothing');
    await page.keyboard.press('Enter');
    await page.waitForURL(/type=auth_success.*resourceType=nothing|resourceType=nothing.*type=auth_success/);
    await page.getByText('No entries match this filter').waitFor();
    await tabTo('Kind nothing');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.search.includes('resourceType'));
    await page.locator('.row-link').first().waitFor();
    expect(new URL(page.url()).searchParams.getAll('type')).toEqual(['auth_success']);
    // the button went with its filter, the focus did not
    expect(await focused('role')).toBe('combobox');
  });

  it('chooses in the boxes, and goes on from the line when all is cleared', async () => {
    const before = page.url();
    await tabTo('Denied');
    await page.keyboard.type('Den');
    await page.waitForURL(/status=denied/);
    await page.getByText('No entries match this filter').waitFor();
    await tabTo('Clear the filter');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.search === '');
    await page.locator('.row-link').nth(1).waitFor();
    expect(await focused('role')).toBe('combobox');
    await goTo(page, before.slice(admin.url.length));
    await page.locator('.active-filter').waitFor();
  });

  it('walks the rows, opens one, reads its signature and its proof, and comes back to the row', async () => {
    await expect.poll(() => covered('auth_success'), { timeout: 20_000 }).toBe(true);
    await page.locator('body').evaluate('document.activeElement.blur()');
    await page.keyboard.press('j');
    expect(await focused('className')).toContain('row-link');
    const row = await focused('href');
    await page.keyboard.press('Enter');
    await page.getByTestId('signature-state').getByText('The signature is valid.').waitFor();
    expect(await focused('tagName')).toBe('H2');
    await tabTo('Part of a signed checkpoint');
    await page.keyboard.press('Enter');
    await page.getByTestId('inclusion-state').getByText('anybody can verify it').waitFor();
    await tabTo('What was signed');
    await page.keyboard.press('Enter');
    await page.getByText('"event_type": "auth_success"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused('href')).toBe(row);
    expect(page.url()).toContain('type=auth_success');
  });

  it('goes from an entry to all of its session', async () => {
    await page.keyboard.press('Enter');
    await page.getByTestId('signature-state').waitFor();
    await tabTo('Session');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/audit\?sessionId=/);
    await page.locator('.row-link').first().waitFor();
    await page.goBack();
    await page.goBack();
  });

  it('finds by names, and says at the line when nothing is called so', async () => {
    await goTo(page, '/audit');
    await page.keyboard.press('/');
    await page.keyboard.type('actor:ADMIN resource:admni');
    await page.keyboard.press('Enter');
    const said = page.getByText('Nothing is called “admni”: no setting, file, user or service account.');
    await said.waitFor();
    const box = page.getByRole('combobox', { name: 'Filter entries' });
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('table, gh-empty-state, [role=alert]').count()).toBe(0);
    expect(await axeFaults(page, 'unknown name')).toEqual([]);
    await box.fill('actor:ADMIN resource:"admin"');
    await said.waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: /user admin/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Remove the filter: By ADMIN' }).waitFor();
    await box.fill('actor:nobody');
    await page.getByText('Nobody is called “nobody”.').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.row-link').first().waitFor();
  });

  it('leaves routine out until it is asked for, and says so', async () => {
    await goTo(page, '/audit');
    await page.locator('.row-link').first().waitFor();
    const reads = page.getByRole('row', { name: /^Audit log read/ });
    expect(await reads.count()).toBe(0);
    await page.getByText(/routine entr(y is|ies are) hidden/).waitFor();
    await tabTo('Show routine');
    await page.keyboard.press('Enter');
    await page.waitForURL(/routine=true/);
    await reads.first().waitFor();
    expect(await focused('role')).toBe('combobox');
    await page.getByRole('button', { name: 'Remove the filter: With routine' }).click();
    await page.getByText(/routine entr(y is|ies are) hidden/).waitFor();
    // who asks for it by name gets it
    await page.getByRole('combobox', { name: 'Filter entries' }).fill('audit_read');
    await reads.first().waitFor();
  });

  it('tells the story of a user and of a file by their names, what one request did together', async () => {
    const { rows } = await admin.gatehouse.owner.query<{ id: string }>(`SELECT id FROM users WHERE login = 'admin'`);
    await goTo(page, `/users/${rows[0]?.id ?? ''}`);
    await page.getByRole('link', { name: 'Story of admin' }).click();
    await page.waitForURL(/\/audit\?actor=admin$/);
    await page.getByRole('row', { name: /^Password changed/ }).waitFor();
    await goTo(page, '/uploads');
    const name = 'holiday photo.png';
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer: PNG });
    await page.getByRole('row', { name: /holiday photo.*Clean/ }).waitFor();
    await page.getByRole('row').getByRole('link', { name }).first().click();
    await page.getByRole('link', { name: `Story of ${name}` }).click();
    await page.getByRole('row', { name: /^File found clean.*file holiday photo\.png/ }).waitFor();
    // the scan goes on with what the request began
    await page.locator('tr.follows').getByRole('link', { name: 'File uploaded (same request)' }).waitFor();
    await page.getByRole('button', { name: `Remove the filter: On ${name}` }).waitFor();
    expect(await lookAt(page, 'audit-story')).toEqual([]);
  });

  it('verifies, and says how it ended', async () => {
    await goTo(page, '/audit');
    await page.locator('.row-link').first().waitFor();
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await page.getByTestId('verify-result').getByText('All signatures are valid.').waitFor();
    expect(await focused('innerText')).toBe('Verify');
    expect(await axeFaults(page, 'verified')).toEqual([]);
  });

  it('stops a verification that takes too long, and keeps the focus', async () => {
    await page.route('**/api/audit/verify*', () => undefined);
    await page.keyboard.press('Enter');
    await page.getByText('Checking every signature.').waitFor();
    expect(await focused('innerText')).toBe('Verifying…');
    // nothing happens to who presses it again
    await page.keyboard.press('Enter');
    await tabTo('Stop');
    await page.keyboard.press('Enter');
    await page.getByText('Checking every signature.').waitFor({ state: 'detached' });
    expect(await focused('innerText')).toBe('Verify');
    await page.unroute('**/api/audit/verify*');
  });

  it('exports what is shown as a file that is whole', async () => {
    await tabTo('Export');
    await page.keyboard.press('Enter');
    // an arrow before the menu has the focus moves nothing
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitem', { name: 'NDJSON' }).and(page.locator(':focus')).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toMatch(/^gatehouse-audit-\d{4}-\d\d-\d\d\.ndjson$/);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ summary: { complete: true, rows: lines.length - 1 } });
    await page.getByTestId('export-result').getByText('is complete').waitFor();
    expect(await focused('innerText')).toBe('Export');
  });

  it('shows an entry that was changed in the database as what it is', async () => {
    const { rows } = await admin.gatehouse.owner.query<{ id: string }>(
      `SELECT id::text FROM audit_logs WHERE event_type = 'auth_success' ORDER BY id LIMIT 1`,
    );
    const id = rows[0]?.id ?? '';
    const client = await admin.gatehouse.owner.connect();
    await client.query('BEGIN; ALTER TABLE audit_logs DISABLE TRIGGER USER');
    await client.query(`UPDATE audit_logs SET ip_address = '203.0.113.9' WHERE id = $1`, [id]);
    await client.query('ALTER TABLE audit_logs ENABLE TRIGGER USER; COMMIT');
    client.release();
    await goTo(page, `/audit/${id}`);
    await page.getByTestId('signature-state').getByText('Somebody changed this entry in the database.').waitFor();
    await page.getByText('changed: ip_address').waitFor();
    expect(await axeFaults(page, 'changed entry')).toEqual([]);
    await goTo(page, '/audit');
    await page.locator('.row-link').first().waitFor();
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await page.getByTestId('verify-result').getByText('1 entry cannot be trusted').waitFor();
    expect(await axeFaults(page, 'faults')).toEqual([]);
    // the list is a stop of its own, so that it can be scrolled; then come its links
    await tabTo('Fields differ from what was signed');
    await page.keyboard.press('Tab');
    expect(await focused('innerText')).toBe(`Entry ${id}`);
    await page.keyboard.press('Enter');
    await page.getByTestId('signature-state').getByText('Somebody changed this entry in the database.').waitFor();
    await goTo(page, '/audit/999999999');
    await page.getByText('Entry not found').waitFor();
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});
