import { InjectionToken } from '@angular/core';
import type { SendRequest } from '@gatehouse/api-client';

export type ProgressSender = (onProgress: (sentShare: number) => void) => SendRequest;

/** `fetch` cannot tell how much of a body is sent, so uploads go through XMLHttpRequest behind the shape of fetch. */
export const sendWithProgress: ProgressSender = (onProgress) => async (request) => {
  const body = await request.blob();
  return new Promise<Response>((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(request.method, request.url);
    xhr.responseType = 'blob';
    request.headers.forEach((value, name) => xhr.setRequestHeader(name, value));
    xhr.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    });
    xhr.addEventListener('load', () => resolve(responseOf(xhr)));
    xhr.addEventListener('error', () => reject(new TypeError('The upload was cut off.')));
    xhr.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    request.signal.addEventListener('abort', () => xhr.abort());
    if (request.signal.aborted) reject(new DOMException('The upload was cancelled.', 'AbortError'));
    else xhr.send(body);
  });
};

function responseOf(xhr: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const empty = xhr.status === 204 || xhr.status === 304;
  return new Response(empty ? null : (xhr.response as Blob), {
    status: xhr.status,
    statusText: xhr.statusText,
    headers,
  });
}

export const PROGRESS_SENDER = new InjectionToken<ProgressSender>('PROGRESS_SENDER', {
  providedIn: 'root',
  factory: () => sendWithProgress,
});
