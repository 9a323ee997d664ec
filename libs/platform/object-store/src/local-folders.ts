import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What was made, renamed or removed in a folder survives a power cut only once the folder itself is on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Makes a folder and those above it that are missing, all of them on disk when this resolves. */
export async function ensureFolder(path: string, mode: number): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  // each new folder is named by the one above it
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}
