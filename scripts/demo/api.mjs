// A small client on fetch: what any program in any language would do.

export class Api {
  /** @param {string} baseUrl */
  constructor(baseUrl) {
    this.baseUrl = baseUrl;
    /** @type {string | undefined} */
    this.token = undefined;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, headers?: Record<string, string>, expected?: number }} [options]
   * @returns {Promise<any>} the JSON of the answer
   */
  async call(method, path, options = {}) {
    const response = await this.send(method, path, options);
    const answer = /** @type {any} */ (response.status === 204 ? undefined : await response.json());
    const expected = options.expected ?? 200;
    if (response.status !== expected) {
      throw new Error(`${method} ${path} answered ${response.status} ${answer?.code ?? ''}: ${answer?.detail ?? ''}`);
    }
    return answer;
  }

  /**
   * @param {string} method
   * @param {string | URL} path below the base URL, or a whole address
   * @param {{ body?: unknown, headers?: Record<string, string> }} [options]
   */
  send(method, path, { body, headers = {} } = {}) {
    const form = body instanceof FormData;
    return fetch(path instanceof URL ? path : this.baseUrl + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && !form && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
    });
  }

  /** Gets what an answer links to. @param {string} link a path from the root of the host, as answers have it */
  follow(link) {
    return this.send('GET', new URL(link, this.baseUrl));
  }

  /** @param {Buffer} bytes @param {string} name @param {string} type */
  upload(bytes, name, type) {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    return this.send('POST', '/api/upload-image', { body: form });
  }

  /** Waits until the scan of an upload has ended, and what it found infected has gone; 60 s at most. @param {string} id */
  async scanned(id) {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const upload = await this.call('GET', `/api/upload-image/${id}`);
      if (!['pending_scan', 'scanning', 'destroying'].includes(upload.status)) return upload;
      if (Date.now() > deadline) throw new Error('the upload was not scanned within 60 s; is the worker running?');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
