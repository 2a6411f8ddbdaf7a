import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { AgentStateRepository } from '../../../libs/agent/src/state/agent-state.repository.js';
import type { AgentMessage } from '../../../libs/agent/src/state/agent-message.js';

interface ModelThread {
  readonly messages: string[];
  fields: Record<string, unknown>;
  version: number;
}

/** What the threads should be. */
export interface Model {
  readonly threads: Map<string, ModelThread>;
}

export interface System {
  readonly store: AgentStateRepository;
}

type Step = (model: Model, system: System) => Promise<void>;

const ids = fc.constantFrom('a', 'a:messages', 'a:b', 'a%3Ab', '%', '__proto__', '*');
const fieldNames = fc.constantFrom('context', 'own', '__proto__', 'constructor', 'ünï:%');
const values = fc.jsonValue({ maxDepth: 3 });
const texts = fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 });
const versions = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });

/** Sequences of writes, each followed by a look at everything. */
export function stateCommands(human: (text: string) => AgentMessage) {
  const command = (name: string, step: Step): fc.AsyncCommand<Model, System> => ({
    check: () => true,
    toString: () => name,
    run: async (model, system) => {
      await step(model, system);
      await expectSame(model, system);
    },
  });
  const refusal = (thread: ModelThread | undefined, ifVersion: number | undefined): string | undefined => {
    if (ifVersion !== undefined && ifVersion !== thread?.version) return 'AGENT_STATE_CONFLICT';
    return thread === undefined ? 'AGENT_STATE_NOT_FOUND' : undefined;
  };
  const change = (
    id: string,
    ifVersion: number | undefined,
    write: (system: System) => Promise<unknown>,
    apply: (thread: ModelThread) => void,
  ): Step => {
    return async (model, system) => {
      const thread = model.threads.get(id);
      const code = refusal(thread, ifVersion);
      if (code !== undefined) {
        await expect(write(system)).rejects.toMatchObject({ code });
      } else if (thread !== undefined) {
        apply(thread);
        thread.version += 1;
        expect(await write(system)).toMatchObject({
          version: thread.version,
          messageCount: thread.messages.length,
        });
      }
    };
  };
  return fc.commands(
    [
      fc.tuple(ids, fieldNames, values, texts, fc.boolean()).map(([id, name, value, said, create]) =>
        command(`${create ? 'create' : 'set'} ${id}`, async (model, { store }) => {
          const old = model.threads.get(id);
          const data = Object.fromEntries([
            [name, value],
            ['messages', said.map(human)],
          ]);
          if (create && old !== undefined) {
            await expect(store.create(id, data)).rejects.toMatchObject({ code: 'AGENT_STATE_EXISTS' });
            return;
          }
          const written = create ? await store.create(id, data) : await store.set(id, data);
          const fields = Object.fromEntries([[name, value]]);
          model.threads.set(id, { messages: [...said], fields, version: (old?.version ?? 0) + 1 });
          expect(written.version).toBe((old?.version ?? 0) + 1);
        }),
      ),
      fc.tuple(ids, texts, versions).map(([id, said, ifVersion]) =>
        command(
          `append ${id}`,
          change(
            id,
            ifVersion,
            async ({ store }) => store.addMessages(id, said.map(human), { ifVersion }),
            ({ messages }) => messages.push(...said),
          ),
        ),
      ),
      fc.tuple(ids, fieldNames, values, versions).map(([id, name, value, ifVersion]) =>
        command(
          `update ${id}`,
          change(
            id,
            ifVersion,
            async ({ store }) => store.update(id, Object.fromEntries([[name, value]]), { ifVersion }),
            (thread) => {
              thread.fields = Object.fromEntries([...Object.entries(thread.fields), [name, value]]);
            },
          ),
        ),
      ),
      fc.tuple(ids, versions).map(([id, ifVersion]) =>
        command(
          `clear ${id}`,
          change(
            id,
            ifVersion,
            async ({ store }) => store.clearMessages(id, { ifVersion }),
            ({ messages }) => messages.splice(0),
          ),
        ),
      ),
      ids.map((id) =>
        command(`delete ${id}`, async (model, { store }) => {
          expect(await store.delete(id)).toBe(model.threads.delete(id));
        }),
      ),
    ],
    { maxCommands: 15 },
  );
}

async function expectSame({ threads }: Model, { store }: System): Promise<void> {
  const page = await store.list();
  expect(page.threadIds.toSorted()).toEqual([...threads.keys()].toSorted());
  expect(await store.count()).toBe(threads.size);
  const recent = await store.recent();
  expect(recent.map(({ threadId }) => threadId).toSorted()).toEqual([...threads.keys()].toSorted());
  for (const [id, { messages, fields, version }] of threads) {
    const state = await store.get(id);
    expect(state?.messages.map(({ content }) => content)).toEqual(messages);
    expect(state?.version).toBe(version);
    for (const [name, value] of Object.entries(fields)) {
      expect(Object.getOwnPropertyDescriptor(state, name)?.value).toEqual(value);
    }
    expect(recent.find(({ threadId }) => threadId === id)).toEqual(state);
  }
}
