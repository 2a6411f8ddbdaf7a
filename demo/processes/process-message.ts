/** One delivery of a trigger to a handler. */
export interface TriggerRun {
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
  readonly attempt: number;
  /** How late the handler began, in milliseconds by the server's clock; undefined but for a first delivery. */
  readonly lagMs?: number | undefined;
}

/** What a process of the app tells the demo. */
export type ProcessMessage =
  | { readonly type: 'ready'; readonly port?: number }
  | { readonly type: 'began'; readonly run: TriggerRun }
  | { readonly type: 'succeeded'; readonly run: TriggerRun };

/** Tells the demo, if there is one. */
export function tellDemo(message: ProcessMessage): void {
  if (process.connected) process.send?.(message);
}

/** Ends this process when the demo has died, in whatever way. */
export function endWithDemo(): void {
  process.once('disconnect', () => process.exit(1));
}
