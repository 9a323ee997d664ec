import { createGatehouseClient, type GatehouseClient, unwrap } from '@gatehouse/api-client';

export interface SignedIn {
  readonly client: GatehouseClient;
  readonly token: string;
  readonly password: string;
}

const PASSWORD = 'seven walnut kettles hum 42';

/** Signs the first administrator in and through the forced change of the one-time password. */
export async function signInAsAdmin(baseUrl: string, oneTimePassword: string): Promise<SignedIn> {
  const open = createGatehouseClient({ baseUrl });
  const first = await unwrap(open.POST('/api/auth/login', { body: { login: 'admin', password: oneTimePassword } }));
  const changing = createGatehouseClient({ baseUrl, accessToken: () => first.accessToken });
  const changed = await unwrap(
    changing.POST('/api/auth/password', { body: { currentPassword: oneTimePassword, newPassword: PASSWORD } }),
  );
  return {
    client: createGatehouseClient({ baseUrl, accessToken: () => changed.accessToken }),
    token: changed.accessToken,
    password: PASSWORD,
  };
}

export interface UploadAnswer {
  readonly id: string;
  readonly status: string;
  readonly sha256: string;
  readonly size: number;
  readonly links: { readonly content: string };
}

export interface FileToSend {
  readonly bytes: Buffer;
  readonly name: string;
  readonly type: string;
}

export function sendFile(baseUrl: string, token: string, file: FileToSend, part = 'file'): Promise<Response> {
  const form = new FormData();
  form.append(part, new Blob([new Uint8Array(file.bytes)], { type: file.type }), file.name);
  return fetch(`${baseUrl}/api/upload-image`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
}

/** Asks until `done` holds; the deadline is the test's own time-out. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean, everyMs = 100): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Waits until the scan of an upload has ended, and what it found infected has gone. */
export function scanned(client: GatehouseClient, id: string) {
  return until(
    () => unwrap(client.GET('/api/upload-image/{id}', { params: { path: { id } } })),
    ({ status }) => !['pending_scan', 'scanning', 'destroying'].includes(status),
  );
}
