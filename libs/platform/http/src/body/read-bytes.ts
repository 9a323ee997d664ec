import type { IncomingMessage } from 'node:http';
import { GatehouseError } from '@gatehouse/contracts';
import { ownTurn } from './own-turn.ts';

/** What is shorter is read in less time than it would wait. */
const WORTH_A_TURN_BYTES = 4 * 1024;

/** Whether the request says that a body follows. */
export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { 'content-length': announced, 'transfer-encoding': chunked } = headers;
  return chunked !== undefined || (announced !== undefined && announced !== '0');
}

/**
 * The bytes of a body, refused by its announced size before the first of them is read. A long one comes in a turn of the
 * event loop of its own.
 * @throws BODY_TOO_LARGE, MALFORMED_JSON when it broke off
 */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const bytes = await collect(request, limit);
  if (bytes.length >= WORTH_A_TURN_BYTES) await ownTurn();
  return bytes;
}

/**
 * A body that is a text of its own, such as a file: of any type, because what a program calls it depends on the program.
 * @throws BODY_TOO_LARGE, BODY_NOT_UTF8, UNSUPPORTED_MEDIA_TYPE when it is compressed, MALFORMED_JSON when it broke off
 */
export async function readTextBody(request: IncomingMessage, limit: number): Promise<string> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new GatehouseError('UNSUPPORTED_MEDIA_TYPE', 'Send the body without compression.');
  return decodeUtf8(await readBytes(request, limit));
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => request.off('data', take).off('end', finish).off('error', fail).off('close', fail);
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      stop();
      reject(tooLarge(limit));
    };
    const finish = () => {
      stop();
      resolve(Buffer.concat(chunks, size));
    };
    const fail = () => {
      stop();
      reject(new GatehouseError('MALFORMED_JSON', 'The body was incomplete. Send it again.'));
    };
    request.on('data', take).on('end', finish).on('error', fail).on('close', fail);
  });
}

/**
 * The text of a body, without the byte order mark that editors and PowerShell on Windows put before it; a reader may ignore
 * one (RFC 8259, 8.1).
 * @throws BODY_NOT_UTF8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new GatehouseError('BODY_NOT_UTF8', 'Send the body in valid UTF-8.');
  }
}

export function tooLarge(limit: number): GatehouseError {
  return new GatehouseError('BODY_TOO_LARGE', `Send at most ${limit / 1024} KiB.`);
}
