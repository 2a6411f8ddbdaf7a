/** Starts applications, and closes all of them after a test. */
export class StartedApps<Parts, App extends { readonly close: () => Promise<unknown> }> {
  readonly #started: App[] = [];

  constructor(private readonly startOne: (parts: Parts) => Promise<App>) {}

  async start(parts: Parts): Promise<App> {
    const app = await this.startOne(parts);
    this.#started.push(app);
    return app;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.splice(0).map(async (app) => app.close()));
  }
}
