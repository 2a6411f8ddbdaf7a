import { RedisTenants } from '@tenantry/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from '../../e2e/running-app.js';

describe('POST /tools/execute', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(async () => running.close());

  const email = 'alice@example.com';
  const validate = { tool: 'email_validator', input: { email } };

  it('runs a tool in a worker thread, on the states of the user of the request', async () => {
    const alice = running.as(running.acme, 'alice');
    expect(await alice('POST', '/tools/execute', { body: validate })).toEqual({
      status: 200,
      body: { status: 'executed', tool: 'email_validator', result: `Email ${email} is valid` },
    });
    const states = running.app.get(RedisTenants).for(running.acme).sharedState;
    expect(await states.of('alice').get('tool_history')).toEqual({ last_tool: 'email_validator' });
    expect(await states.of('alice').get('validation_results')).toEqual({ [email]: true });
    expect(await states.of('bob').list()).toEqual([]);
    expect(await running.app.get(RedisTenants).for(running.globex).sharedState.of('alice').list()).toEqual(
      [],
    );
  });

  it('runs a tool that schedules work of the tenant', async () => {
    const alice = running.as(running.globex, 'alice');
    const body = { tool: 'schedule_batch', input: { userId: 'u7', delayMinutes: 10 } };
    expect(await alice('POST', '/tools/execute', { body })).toMatchObject({
      status: 200,
      body: { result: 'Batch scheduled for u7 in 10 minutes' },
    });
    const { triggers } = running.app.get(RedisTenants).for(running.globex);
    const trigger = await triggers.get('process_message_batch', 'u7');
    expect((trigger?.dueAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(590_000);
    const { triggers: others } = running.app.get(RedisTenants).for(running.acme);
    expect(await others.get('process_message_batch', 'u7')).toBeNull();
  });

  it.each([
    ['an input that does not fit', { tool: 'email_validator', input: { email: 1 } }, 400],
    ['an input with more than is declared', { tool: 'schedule_batch', input: { userId: 'u', x: 1 } }, 400],
    ['no tool', {}, 400],
    ['an unknown field', { ...validate, more: 1 }, 400],
    ['a tool that does not exist', { tool: '__proto__' }, 404],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await running.as(running.acme, 'alice')('POST', '/tools/execute', { body });
    expect(answer.status).toBe(status);
  });

  it('needs a tenant and a user', async () => {
    const parts = { body: validate };
    expect((await running.as(undefined, 'alice')('POST', '/tools/execute', parts)).status).toBe(401);
    expect((await running.as(running.acme)('POST', '/tools/execute', parts)).status).toBe(400);
  });

  it('lists the tools', async () => {
    const { body } = await running.as(running.acme, 'alice')('GET', '/tools');
    expect(body).toMatchObject([{ name: 'email_validator' }, { name: 'schedule_batch' }]);
  });
});
