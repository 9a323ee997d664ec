import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../e2e/support/cli.ts';
import { type Console, openConsole, signInFirstTime } from './support/console.ts';
import { lookAt } from './support/look.ts';

let admin: Console;

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
});
afterAll(() => admin.stop());

interface TokenAnswer {
  readonly status: number;
  readonly token: string;
}

async function tokenFor(clientId: string, clientSecret: string): Promise<TokenAnswer> {
  const response = await fetch(`${admin.gatehouse.baseUrl}/api/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret }),
  });
  const body = (await response.json()) as { access_token?: string };
  return { status: response.status, token: body.access_token ?? '' };
}

const readSettings = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${admin.gatehouse.baseUrl}/api/secure-settings`, { headers })).status;
};

/** Runs what the console shows, as somebody would who pastes it into a shell and types the secret. */
function runExample(example: string, secret: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', example], { stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    shell.on('error', reject);
    shell.on('close', () => resolve(output));
    shell.stdin.end(`${secret}\n`);
  });
}

describe('service accounts in the browser', () => {
  let clientId: string;
  let first: string;
  let token: string;

  it('are made with a secret that is shown once, and cannot be lost by a slip', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Service accounts' }).click();
    await page.getByRole('link', { name: 'Create the first service account' }).click();
    await page.getByRole('button', { name: 'Create service account' }).click();
    await page.getByText('Choose at least one permission.').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('nightly import');
    await page.getByRole('checkbox', { name: 'See settings' }).check();
    await page.getByRole('textbox', { name: 'Allowed addresses' }).fill('127.0.0.0/8\n10.0.0.1/8');
    await page.getByRole('textbox', { name: 'Label of the secret' }).fill('vault');
    await page.getByRole('button', { name: 'Create service account' }).click();
    // the second network is none: the fault names it, beside its field
    await page.getByText(/^10\.0\.0\.1\/8: Use an address .*The nearest is 10\.0\.0\.0\/8\.$/).waitFor();
    await page.getByRole('textbox', { name: 'Allowed addresses' }).fill('127.0.0.0/8');
    await page.getByRole('button', { name: 'Create service account' }).click();

    const dialog = page.getByRole('dialog', { name: 'Secret of nightly import' });
    first = await dialog.getByTestId('one-time-secret').innerText();
    expect(first).toMatch(/^gth_sa_/);
    await page.keyboard.press('Escape');
    expect(await dialog.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    expect(await lookAt(page, 'service-account-secret')).toEqual([]);
    await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied').first().waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(first);

    const example = await dialog.getByTestId('example').innerText();
    expect(example).not.toContain(first);
    const answer = JSON.parse(await runExample(example, first)) as { access_token: string };
    expect(await readSettings(answer.access_token)).toBe(200);

    await dialog.getByRole('checkbox', { name: 'I have stored it' }).check();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.waitForURL(/\/service-accounts\/[0-9a-f-]{36}$/);
    expect(await page.content()).not.toContain(first);
  });

  it('sign in over HTTP with that secret', async () => {
    const { page } = admin;
    clientId = (await page.locator('.facts').getByText(/^sa_/).innerText()).trim();
    const answer = await tokenFor(clientId, first);
    expect(answer.status).toBe(200);
    token = answer.token;
    expect(await readSettings(token)).toBe(200);
  });

  it('get a second secret beside the first', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Add a second secret' }).click();
    const ask = page.getByRole('dialog', { name: 'Add a second secret' });
    await ask.getByRole('textbox', { name: 'Label of the secret' }).fill('next vault');
    await ask.getByRole('combobox', { name: 'Secret expires after' }).click();
    await page.getByRole('option', { name: /^7 days/ }).click();
    await ask.getByRole('button', { name: 'Add secret' }).click();
    const dialog = page.getByRole('dialog', { name: 'Secret of nightly import' });
    const second = await dialog.getByTestId('one-time-secret').innerText();
    await dialog.getByRole('checkbox', { name: 'I have stored it' }).check();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Two secrets are active.').waitFor();
    await page.locator('.secrets').getByText('Expires soon').waitFor();
    expect((await tokenFor(clientId, second)).status).toBe(200);
  });

  it('lose a revoked secret and its tokens at once', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Revoke secret vault' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke the secret vault?' });
    await dialog.getByText('The other secret and its tokens keep working.').waitFor();
    await dialog.getByRole('button', { name: 'Revoke secret' }).click();
    await page.getByRole('button', { name: 'Revoke secret vault' }).waitFor({ state: 'hidden' });
    await expect.poll(() => readSettings(token), { timeout: 1000 }).toBe(401);
    expect((await tokenFor(clientId, first)).status).toBe(401);
  });

  it('are edited, and the form says when tokens will end', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('checkbox', { name: 'Read the audit log' }).check();
    expect(await page.getByText('You are removing permissions').count()).toBe(0);
    await page.getByRole('checkbox', { name: 'See settings' }).uncheck();
    await page.getByText('You are removing permissions').waitFor();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.locator('.scopes').getByText('audit:read').first().waitFor();
  });

  it('are disabled, enabled, and deleted only by who types the name', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Disable account' }).click();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete nightly import?' });
    const confirm = dialog.getByRole('button', { name: 'Delete account' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('nightly');
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('nightly import');
    await confirm.click();
    await page.waitForURL('**/service-accounts');
    await page.getByText('No service accounts yet').waitFor();
  });
});

describe('signing keys in the browser', () => {
  const kidOf = (status: string) =>
    admin.page
      .locator('tr[data-kid]', { has: admin.page.locator('.state', { hasText: status }) })
      .first()
      .getAttribute('data-kid');

  it('say honestly that a rotation was only planned, while the next key is too young', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Signing keys' }).click();
    await page.getByText('Next rotation in').waitFor();
    const before = await kidOf('Current');
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate now' }).click();
    await page.getByText('Planned, not done yet.').waitFor();
    expect(await kidOf('Current')).toBe(before);
  });

  it('rotate: the next key is the current one, and the timeline shows both', async () => {
    const { page, gatehouse } = admin;
    // as if the system had run for hours: the next key is known to everybody, and takes over later
    await gatehouse.owner.query(
      `UPDATE jwt_keys SET created_at = created_at - interval '5 hours', activates_at = activates_at - interval '5 hours'
       WHERE status = 'current'`,
    );
    await gatehouse.owner.query(
      `UPDATE jwt_keys SET created_at = created_at - interval '5 hours', activates_at = now() + interval '9 hours'
       WHERE status = 'next'`,
    );
    const [before, next] = [await kidOf('Current'), await kidOf('Next')];
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await page.getByRole('textbox', { name: 'Reason (optional)' }).fill('somebody left');
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate now' }).click();
    await page.getByText('Rotated.').waitFor();
    expect(await kidOf('Current')).toBe(next);
    expect(await kidOf('Previous')).toBe(before);
    const timeline = await page
      .getByRole('img', { name: `Key ${next?.slice(-8)} signs now.` })
      .getAttribute('aria-label');
    expect(timeline).toContain(`Tokens signed with key ${before?.slice(-8)} are accepted until`);
    await page.locator('gh-key-timeline .accepted').first().waitFor();
  });

  it('are revoked only by who gives a reason and types which key; the session goes on', async () => {
    const { page } = admin;
    const current = await kidOf('Current');
    await page.getByRole('button', { name: `Revoke key ${current?.slice(-8)}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Every access token signed with this key is rejected at once').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Revoke key' });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('seen in a log');
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'to confirm' }).fill(current?.slice(-8) ?? '');
    await confirm.click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => kidOf('Revoked')).toBe(current);
    expect(await kidOf('Current')).not.toBe(current);
  });

  it('show a viewer the timeline without the acts', async () => {
    const { gatehouse, newPage, url } = admin;
    const made = await runCli(gatehouse, 'users', 'create', 'vera', 'viewer');
    const { oneTimePassword } = JSON.parse(made.stdout) as { oneTimePassword: string };
    const { context, page } = await newPage();
    await page.goto(`${url}/keys`);
    await page.getByLabel('Login').fill('vera');
    await page.getByLabel('Password', { exact: true }).fill(oneTimePassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Current password').fill(oneTimePassword);
    await page.getByLabel('New password', { exact: true }).fill('nine copper lanterns sway 17');
    await page.getByLabel('New password again').fill('nine copper lanterns sway 17');
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByRole('link', { name: 'Signing keys' }).click();
    await page.getByText('Next rotation in').waitFor();
    expect(await page.getByRole('button', { name: /Rotate|Revoke/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Service accounts' }).count()).toBe(0);
    await context.close();
  });
});

it('never made the browser complain', () => {
  expect(admin.complaints).toEqual([]);
});
