import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  WrongTypeError,
  FieldTypeError,
  MissingTenantError,
  MissingUserError,
  TenantContext,
} from '@tenantry/redis';
import { RunTimeoutError } from '../../../libs/agent/src/tools/runner/runner.errors.js';
import { ToolCrashedError, ToolFailedError } from '../../../libs/agent/src/tools/tool.errors.js';
import { topologiesWithoutSentinel } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import type { Busy, Counter, Endless, LeavesWork, Throws, WhoAmI } from './fixtures/sync-tools.js';
import { asUser, fixtureTool, startToolsApp, type ToolsApp } from './support/tools-app.js';

const busy = fixtureTool<Busy>('Busy');
const counter = fixtureTool<Counter>('Counter');
const endless = fixtureTool<Endless>('Endless');
const throws = fixtureTool<Throws>('Throws');

describe.each(topologiesWithoutSentinel)('failing tools in worker threads on $name', (topology) => {
  let tools: ToolsApp;
  beforeAll(async () => {
    tools = await startToolsApp({ topology, tools: { workers: { threads: 2, maxHeapMb: 48 } } });
  });
  afterAll(async () => tools.close());

  async function failureOf(kind: string, tenant = uniqueName('acme')): Promise<unknown> {
    return asUser(() => tools.runner.execute(throws, { kind }), { tenant }).catch((error: unknown) => error);
  }

  it('ends a tool that never yields at its timeout, and runs others meanwhile and afterwards', async () => {
    const tenant = uniqueName('acme');
    const startedAt = performance.now();
    const stuck = asUser(() => tools.runner.execute(endless, {}, { timeoutMs: 5_000 }), { tenant });
    const failed = stuck.catch((error: unknown) => error);
    expect(await asUser(() => tools.runner.execute(counter, {}))).toBe(1);
    expect(await failed).toBeInstanceOf(RunTimeoutError);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(await tools.tenants.for(tenant).sharedState.of('u1').getField('endless', 'started')).toBe(true);
    const counts = await Promise.all(
      Array.from({ length: 6 }, async () => asUser(() => tools.runner.execute(counter, {}))),
    );
    expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
    expect(tools.runner.statistics().lanes.worker).toMatchObject({ running: 0, waiting: 0, timedOut: 1 });
  });

  it('ends a running tool when its caller gives up', async () => {
    const controller = new AbortController();
    const tenant = uniqueName('acme');
    const reason = new Error('the client has gone');
    const failed = asUser(() => tools.runner.execute(endless, {}, { signal: controller.signal }), {
      tenant,
    }).catch((error: unknown) => error);
    const { sharedState } = tools.tenants.for(tenant);
    await expect.poll(async () => sharedState.of('u1').getField('endless', 'started')).toBe(true);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(await asUser(() => tools.runner.execute(busy, { milliseconds: 1 }))).toBe('done');
  });

  it.each([
    ['exits', 'Exits'],
    ['needs too much memory', 'Hungry'],
  ])('survives a tool that %s', async (_what, exportName) => {
    const tool = fixtureTool(exportName);
    const failed = asUser(() => tools.runner.execute(tool, {})).catch((error: unknown) => error);
    expect(await failed).toBeInstanceOf(ToolCrashedError);
    expect(await asUser(() => tools.runner.execute(counter, {}))).toBe(1);
  });

  it('throws errors of the tool with their class, code and cause', async () => {
    const error = await failureOf('RangeError');
    expect(error).toBeInstanceOf(ToolFailedError);
    const { cause, statusCode } = error as ToolFailedError;
    expect(statusCode).toBe(500);
    expect(cause).toBeInstanceOf(RangeError);
    expect(cause).toMatchObject({ message: 'out of range', stack: expect.stringContaining('sync-tools') });
    expect((cause as Error).cause).toMatchObject({
      name: 'CustomError',
      code: 'CUSTOM',
      message: 'the cause',
    });
    expect(await failureOf('custom')).toMatchObject({ cause: { name: 'CustomError', code: 'CUSTOM' } });
    expect(await failureOf('no error')).toBeInstanceOf(ToolFailedError);
  });

  it('throws errors of state calls as they are, and lets the tool catch them by code', async () => {
    const tenant = uniqueName('acme');
    await tools.tenants.for(tenant).sharedState.of('u1').upsert('texts', { text: 'none' });
    expect(await failureOf('wrong type', tenant)).toBeInstanceOf(FieldTypeError);
    expect(await failureOf('caught', tenant)).toMatchObject({ name: 'FieldTypeError', code: 'FIELD_TYPE' });
    const { runtime } = tools.tenants.for(tenant);
    const key = runtime.keys.sharedState(tools.tenants.for(tenant).tenantReference.resolve(), 'texts', 'u1');
    await tools.tenants.for(tenant).sharedState.of('u1').delete('texts');
    await runtime.pools.client('symphony_shared_state').set(key, 'a string');
    expect(await failureOf('wrong type', tenant)).toBeInstanceOf(WrongTypeError);
  });

  it.each(['unsendable argument', 'unsendable result', 'promise'])('refuses an %s', async (kind) => {
    expect(await failureOf(kind)).toBeInstanceOf(ToolFailedError);
    expect(await failureOf('nothing')).toBe('nothing');
  });

  it('says what a module exports that has no such tool', async () => {
    const missing = await asUser(() => tools.runner.execute(fixtureTool('Missing'), {})).catch(
      (error: unknown) => error,
    );
    expect(missing).toMatchObject({ code: 'TOOL_FAILED', message: expect.stringContaining('NoteTaker') });
    const noTool = await asUser(() => tools.runner.execute(fixtureTool('notATool'), {})).catch(
      (error: unknown) => error,
    );
    expect(noTool).toBeInstanceOf(ToolFailedError);
  });

  it('refuses state calls outside a context and without a user', async () => {
    const whoAmI = fixtureTool<WhoAmI>('WhoAmI');
    await expect(tools.runner.execute(whoAmI, {})).rejects.toBeInstanceOf(MissingTenantError);
    await expect(
      TenantContext.run({ tenant: uniqueName('acme') }, () => tools.runner.execute(whoAmI, {})),
    ).rejects.toBeInstanceOf(MissingUserError);
  });

  it('gives work that a tool left behind no access to anybody', async () => {
    const leavesWork = fixtureTool<LeavesWork>('LeavesWork');
    const seen = async (): Promise<string> => asUser(() => tools.runner.execute(leavesWork, {}));
    await expect.poll(seen).toBe('ToolEndedError');
  });
});
