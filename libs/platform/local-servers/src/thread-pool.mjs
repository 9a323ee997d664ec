/**
 * Threads of libuv for each of our processes. Four, as Node has them, are soon all waiting for the disk: each of the eight
 * uploads at once may have a file that is synced and a picture that is decoded. What computes on them, decoding and
 * Argon2, is bounded by the number of processors elsewhere.
 */
export const THREAD_POOL = { UV_THREADPOOL_SIZE: '16' };
