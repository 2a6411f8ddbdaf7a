import { describe, expect, it } from 'vitest';
import { AgentStateConflictError } from '../../../libs/agent/src/state/agent-state.errors.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { human, statesOf, textsOf } from './test-agents.js';

const NUMBERS = Array.from({ length: 100 }, (_unused, index) => String(index));

describe.each(topologies)('Writers of one thread at the same time on $name', (topology) => {
  const redis = useTopology(topology);

  it('append 100 messages of which none is lost, in the order of arrival', async () => {
    const store = statesOf(redis.scope());
    await store.create('t1');
    const written = await Promise.all(NUMBERS.map(async (text) => store.addMessage('t1', human(text))));
    const texts = textsOf((await store.get('t1'))?.messages ?? []).map(String);
    expect(texts.toSorted()).toEqual(NUMBERS.toSorted());
    // Each writer was told at which place its message stands.
    expect(written.map(({ messageCount }) => texts[messageCount - 1])).toEqual(NUMBERS);
    expect(written.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(
      NUMBERS.map((number) => Number(number) + 2),
    );
  });

  it('append several messages each that stay together', async () => {
    const store = statesOf(redis.scope());
    await Promise.all(
      NUMBERS.map(async (text) =>
        store.addMessages('t1', [human(`${text}a`), human(`${text}b`)], { createIfMissing: true }),
      ),
    );
    const texts = textsOf((await store.get('t1'))?.messages ?? []);
    expect(texts).toHaveLength(200);
    for (let at = 0; at < texts.length; at += 2) {
      expect(String(texts[at + 1])).toBe(String(texts[at]).replace('a', 'b'));
    }
  });

  it('create it once', async () => {
    const store = statesOf(redis.scope());
    const outcomes = await Promise.allSettled(NUMBERS.map(async (own) => store.create('t1', { own })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(await store.get('t1')).toMatchObject({ own: String(winner), version: 1 });
  });

  it('count up without losing one, repeating what was refused', async () => {
    const store = statesOf(redis.scope());
    await store.create('t1', { context: 0 });
    const countUp = async (): Promise<number> => {
      for (let attempt = 1; ; attempt++) {
        const state = await store.get('t1');
        const condition = { ifVersion: state?.version, ifCreatedAt: state?.createdAt };
        const refused = await store.setContext('t1', Number(state?.context) + 1, condition).then(
          () => false,
          (error: unknown) => {
            if (error instanceof AgentStateConflictError) return true;
            throw error;
          },
        );
        if (!refused) return attempt;
      }
    };
    const attempts = await Promise.all(Array.from({ length: 10 }, countUp));
    expect(await store.get('t1')).toMatchObject({ context: 10, version: 11 });
    expect(Math.max(...attempts)).toBeGreaterThan(1);
  });

  it('are refused whatever they do at another version, and nothing changes', async () => {
    const store = statesOf(redis.scope());
    const { createdAt } = await store.create('t1', { messages: [human('a')], context: 1 });
    await store.setContext('t1', 2);
    const before = await store.get('t1');
    const stale = { ifVersion: 1 };
    const writes = [
      async () => store.set('t1', {}, stale),
      async () => store.update('t1', { own: 1 }, stale),
      async () => store.addMessage('t1', human('b'), stale),
      async () => store.clearMessages('t1', stale),
      async () => store.setContext('t1', 3, stale),
      async () => store.setRelevance('t1', true, stale),
      async () => store.delete('t1', stale),
      async () => store.setContext('t1', 3, { ifVersion: 2, ifCreatedAt: new Date(createdAt.getTime() - 1) }),
    ];
    for (const write of writes) {
      await expect(write()).rejects.toMatchObject({ code: 'AGENT_STATE_CONFLICT', actualVersion: 2 });
    }
    expect(await store.get('t1')).toEqual(before);
    const absent = { code: 'AGENT_STATE_CONFLICT', actualVersion: 0 };
    await expect(store.set('t2', {}, { ifVersion: 1 })).rejects.toMatchObject(absent);
    await expect(store.delete('t2', { ifVersion: 1 })).rejects.toMatchObject(absent);
    expect(await store.exists('t2')).toBe(false);
    for (const ifVersion of [0, -1, 1.5, Number.NaN]) {
      await expect(store.delete('t1', { ifVersion })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    await expect(store.delete('t1', { ifCreatedAt: createdAt })).rejects.toMatchObject({ statusCode: 400 });
    expect(await store.delete('t1', { ifVersion: 2, ifCreatedAt: createdAt })).toBe(true);
  });
});
