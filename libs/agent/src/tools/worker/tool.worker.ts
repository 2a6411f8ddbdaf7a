import type { WorkerOutcome, WorkerTask } from './bridge.messages.js';
import { StateBridge } from './state-bridge.js';
import { SyncSharedState } from './sync-shared-state.js';
import type { SyncTool } from './sync-tool.js';
import { toWireError } from './wire-error.js';

type SyncToolClass = new (sharedState: SyncSharedState) => SyncTool<object>;

/** Entry point of the worker threads: runs one tool. Never rejects. */
export default async function runTool(task: WorkerTask): Promise<WorkerOutcome> {
  const bridge = new StateBridge(task.port, task.replies);
  try {
    const ToolClass = await loadTool(task);
    const value = new ToolClass(new SyncSharedState(bridge)).run(task.input as object);
    assertSendable(value);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, error: toWireError(error) };
  } finally {
    bridge.end();
  }
}

async function loadTool({ url, exportName }: WorkerTask): Promise<SyncToolClass> {
  const module: Readonly<Record<string, unknown>> = await import(url);
  const exported = module[exportName];
  if (isSyncToolClass(exported)) return exported;
  throw new TypeError(
    `${url} has no export ${JSON.stringify(exportName)} that is a class with run(); it exports: ` +
      `${Object.keys(module).join(', ') || 'nothing'}.`,
  );
}

function isSyncToolClass(value: unknown): value is SyncToolClass {
  const prototype: unknown = typeof value === 'function' ? value.prototype : undefined;
  return typeof prototype === 'object' && prototype !== null && 'run' in prototype;
}

/** A result that cannot be sent would end the thread. */
function assertSendable(value: unknown): void {
  if (value instanceof Promise) {
    throw new TypeError('run() returned a promise: tools in worker threads are synchronous.');
  }
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    structuredClone(value);
  }
}
