import { expect, vi } from 'vitest';
import type { UploadsApi, UploadsFixture } from '../uploads.fixture.ts';

export interface Part {
  readonly bytes: Buffer;
  readonly name?: string;
  readonly type?: string;
  readonly field?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export function form(...parts: readonly Part[]): FormData {
  const data = new FormData();
  for (const { bytes, name = 'photo.jpg', type = 'image/jpeg', field = 'file' } of parts) {
    data.append(field, new Blob([new Uint8Array(bytes)], { type }), name);
  }
  return data;
}

export async function sendTo(
  api: UploadsApi,
  token: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

/** Runs `work` and proves that it left no file and no row. */
export async function leaveNothing<T>(fixture: UploadsFixture, work: () => Promise<T>): Promise<T> {
  const [files, count] = [fixture.files(), await fixture.rowCount()];
  const result = await work();
  await vi.waitFor(() => expect(fixture.files()).toEqual(files));
  expect(await fixture.rowCount()).toBe(count);
  return result;
}
