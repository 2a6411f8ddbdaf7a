import type { DemoStep } from '../report/demo-step.js';
import { SHARED_STATE_DATABASE } from '../scene/databases.js';

const DELAY_MINUTES = 10;
const MOST_SKEW_MS = 60_000;

interface ToolAnswer {
  readonly result: unknown;
}

interface SchedulePage {
  readonly triggers: ReadonlyArray<{ readonly identifier: string; readonly dueAt: string }>;
}

export const toolsStep: DemoStep = {
  title: "Tools run, on their user's state",
  run: async (scene, log) => {
    const alice = scene.acme.as('alice');
    const validate = async (email: string): Promise<unknown> => {
      const { body } = await alice.post<ToolAnswer>('/tools/execute', {
        tool: 'email_validator',
        input: { email },
      });
      return body.result;
    };
    log.did('POST /tools/execute: email_validator, synchronous code in a worker thread');
    log.equals(
      'it accepts an address',
      await validate('alice@example.com'),
      'Email alice@example.com is valid',
    );
    log.equals('and refuses what is none', await validate('alice'), 'Email alice is invalid');
    const findings = await scene.store.hash(SHARED_STATE_DATABASE, 'acme:SS:validation_results:alice');
    log.equals(
      "its findings are in the user's state",
      [findings['alice@example.com'], findings['alice']],
      ['true', 'false'],
    );

    log.did('POST /tools/execute: schedule_batch, asynchronous, on the main thread');
    const before = Date.now();
    const { body } = await alice.post<ToolAnswer>('/tools/execute', {
      tool: 'schedule_batch',
      input: { userId: 'alice', delayMinutes: DELAY_MINUTES },
    });
    log.equals('it answers', body.result, `Batch scheduled for alice in ${DELAY_MINUTES} minutes`);
    const { body: schedule } = await scene.acme.get<SchedulePage>(
      '/schedule-work?action=process_message_batch',
    );
    const [trigger] = schedule.triggers;
    log.equals('the trigger is in the schedule', trigger?.identifier, 'alice');
    const dueInMs = new Date(trigger?.dueAt ?? 0).getTime() - before;
    log.holds(
      `due in ${DELAY_MINUTES} minutes`,
      Math.abs(dueInMs - DELAY_MINUTES * 60_000) < MOST_SKEW_MS,
      `${dueInMs} ms`,
    );
    const cancel = async (): Promise<number> =>
      (await scene.acme.delete('/schedule-work/process_message_batch/alice')).status;
    log.equals('it can be cancelled, once', [await cancel(), await cancel()], [204, 404]);
    const { status } = await alice.post('/tools/execute', { tool: 'email_validator', input: { mail: 1 } });
    log.equals('bad input is refused before the tool runs', status, 400);
  },
};
