/** Tenants that are left alone for a while, because looking at their queue failed. */
export class TenantPauses {
  readonly #until = new Map<string, number>();

  pause(tenant: string, ms: number): void {
    const now = performance.now();
    // Whoever is not visited again would stay for ever otherwise.
    for (const [each, until] of this.#until) if (until <= now) this.#until.delete(each);
    this.#until.set(tenant, now + ms);
  }

  isPaused(tenant: string): boolean {
    return (this.#until.get(tenant) ?? 0) > performance.now();
  }
}
