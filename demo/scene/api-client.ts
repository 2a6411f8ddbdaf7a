const REQUEST_TIMEOUT_MS = 10_000;

/** An answer of the app. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Sends requests to the app's API, with the same headers each time. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** The same tenant's client, with more headers. */
  with(headers: Readonly<Record<string, string>>): ApiClient {
    return new ApiClient(this.url, { ...this.headers, ...headers });
  }

  /** For a user of the tenant. */
  as(userId: string): ApiClient {
    return this.with({ 'x-user-id': userId });
  }

  async get<Body>(path: string): Promise<Answer<Body>> {
    return this.send('GET', path);
  }

  async post<Body>(path: string, body: object = {}): Promise<Answer<Body>> {
    return this.send('POST', path, body);
  }

  async delete<Body>(path: string): Promise<Answer<Body>> {
    return this.send('DELETE', path);
  }

  /** @throws TypeError | DOMException if there is no answer */
  async send<Body>(method: string, path: string, body?: object): Promise<Answer<Body>> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  }
}
