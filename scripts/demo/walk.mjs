// The walk itself: sign-in, a secret setting, files, the audit log.
import { createHash, randomBytes } from 'node:crypto';
import { Api } from './api.mjs';
import { eicarBehindPdfHeader, eicarInsidePdf, makeJpeg } from './files.mjs';
import { createDemoUser, disableDemoUser, openAsOwner, storedFiles } from './operator.mjs';
import { chapter, expect, step, summary } from './report.mjs';

const api = new Api(process.env['GATEHOUSE_URL'] ?? `http://127.0.0.1:${process.env['API_PORT'] ?? 3000}`);
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');
const run = randomBytes(3).toString('hex');

async function signIn() {
  chapter('Sign in');
  const user = await step(
    'the operator makes an administrator with a one-time password',
    () => createDemoUser(`demo-${run}`),
    (made) => made.login,
  );
  const first = await step(
    'the one-time password signs in, and is good for nothing but its own change',
    async () => {
      const session = await api.call('POST', '/api/auth/login', {
        body: { login: user.login, password: user.oneTimePassword },
      });
      api.token = session.accessToken;
      await api.call('GET', '/api/secure-settings', { expected: 403 });
      return session;
    },
    (session) => `must change password = ${session.user.mustChangePassword}`,
  );
  expect(first.user.mustChangePassword, 'the first sign-in did not ask for a new password');
  await step('the password is changed', async () => {
    const body = { currentPassword: user.oneTimePassword, newPassword: randomBytes(24).toString('base64url') };
    api.token = (await api.call('POST', '/api/auth/password', { body })).accessToken;
  });
  return user;
}

async function settings() {
  chapter('A secret setting');
  const key = `demo.smtp-password-${run}`;
  const [first, second] = [`first-${randomBytes(6).toString('hex')}`, `second-${randomBytes(6).toString('hex')}`];
  const reveal = async () => (await api.call('POST', `/api/secure-settings/${key}/reveal`)).value;
  const describe = (/** @type {any} */ made) => `version ${made.version}, shown as ${made.maskedValue}`;
  await step(
    'created',
    () =>
      api.call('POST', '/api/secure-settings', {
        body: { key, value: first, category: 'demo', type: 'string' },
        expected: 201,
      }),
    describe,
  );
  await step('revealed, and it is what was stored', async () =>
    expect((await reveal()) === first, 'another value came back'),
  );
  await step(
    'updated',
    () =>
      api.call('PUT', `/api/secure-settings/${key}`, {
        body: { value: second, category: 'demo', type: 'string' },
        headers: { 'if-match': '"1"' },
      }),
    describe,
  );
  await step(
    'a second update of version 1 is refused',
    () =>
      api.call('PUT', `/api/secure-settings/${key}`, {
        body: { value: 'x', category: 'demo', type: 'string' },
        headers: { 'if-match': '"1"' },
        expected: 412,
      }),
    (problem) => problem.code,
  );
  await step(
    'rolled back to the first value as version 3',
    async () => {
      const made = await api.call('POST', '/api/secure-settings/rollback', {
        body: { key, version: 1, expectedVersion: 2 },
      });
      expect(made.version === 3, `it became version ${made.version}`);
      expect((await reveal()) === first, 'the value is not the first one');
      return made;
    },
    describe,
  );
}

async function uploads() {
  chapter('Files');
  const jpeg = await makeJpeg();
  const sent = await step(
    'a real JPEG is taken in',
    async () => {
      const response = await api.upload(jpeg, 'holiday.jpg', 'image/jpeg');
      expect(response.status === 201, `it was answered ${response.status}`);
      return /** @type {any} */ (await response.json());
    },
    (answer) => `${answer.size} bytes, ${answer.status}, sha256 ${answer.sha256.slice(0, 12)}…`,
  );
  await step(
    'it is scanned',
    async () => {
      const upload = await api.scanned(sent.id);
      expect(upload.status === 'clean', `it became ${upload.status}`);
      return upload;
    },
    (upload) => upload.status,
  );
  await step('it downloads with the digest that was announced', async () => {
    const content = await api.follow(sent.links.content);
    const digest = sha256(new Uint8Array(await content.arrayBuffer()));
    expect(digest === sent.sha256 && digest === sha256(jpeg), 'the bytes differ');
  });
  await step(
    'EICAR behind a PDF header is refused',
    async () => {
      const response = await api.upload(eicarBehindPdfHeader(), 'invoice.pdf', 'application/pdf');
      const problem = /** @type {any} */ (await response.json());
      expect(response.status === 422, `it was answered ${response.status}`);
      return problem;
    },
    (problem) => problem.code,
  );
  await step(
    'EICAR inside a whole PDF is found infected, and its file is gone',
    async () => {
      const response = await api.upload(eicarInsidePdf(), 'invoice.pdf', 'application/pdf');
      expect(response.status === 201, `it was answered ${response.status}`);
      const { id, links } = /** @type {any} */ (await response.json());
      const upload = await api.scanned(id);
      expect(upload.status === 'infected', `it became ${upload.status}`);
      expect((await api.follow(links.content)).status === 409, 'its content was served');
      const files = storedFiles();
      expect(files === undefined || !files.some((name) => name.includes(id)), 'its file is still on disk');
      return upload;
    },
    (upload) => upload.status,
  );
}

async function audit() {
  chapter('The audit log');
  const verify = () => api.call('GET', '/api/audit/verify');
  await step(
    'every entry verifies',
    async () => {
      const result = await verify();
      expect(result.valid, `faults: ${JSON.stringify(result.faults)}`);
      return result;
    },
    (result) => `${result.checked} entries, ${result.faults.length} faults`,
  );
  const owner = await openAsOwner();
  if (!owner) return chapter('  (the database is not the embedded one: the tampering step is left out)');
  try {
    const victim = await owner.newestEntry();
    await step(
      'its owner changes one row by SQL, past the triggers',
      () => owner.setAction(victim.id, 'nothing happened'),
      () => `entry ${victim.id}`,
    );
    try {
      await step(
        'verification names that row',
        async () => {
          const result = await verify();
          expect(
            !result.valid && result.faults.length === 1 && result.faults[0].id === victim.id,
            `it found ${JSON.stringify(result.faults)}`,
          );
          return result;
        },
        (result) => `${result.faults[0].kind} in entry ${result.faults[0].id}`,
      );
    } finally {
      await owner.setAction(victim.id, victim.action);
    }
    await step('with the row put back, every entry verifies again', async () =>
      expect((await verify()).valid, 'there is still a fault'),
    );
  } finally {
    await owner.close();
  }
}

/** @returns {Promise<boolean>} whether every step held */
export async function walk() {
  await step(`Gatehouse answers at ${api.baseUrl}`, () => api.call('GET', '/api/health/ready')).catch(() => {
    throw new Error('Start it first, in another terminal: npm start');
  });
  const user = await signIn();
  try {
    await settings();
    await uploads();
    await audit();
  } finally {
    chapter('Clean up');
    await step('the demo administrator is disabled', () => disableDemoUser(user.login));
  }
  return summary();
}
