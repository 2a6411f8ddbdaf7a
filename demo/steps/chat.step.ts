import type { DemoStep } from '../report/demo-step.js';
import { messagesOf } from './thread.js';

const SPEAKERS = 20;

interface Answer {
  readonly response: string;
}

interface Conversation {
  readonly last_message?: string;
  readonly last_response?: string;
}

export const chatStep: DemoStep = {
  title: 'They chat, and the thread remembers everything',
  run: async (scene, log) => {
    const alice = scene.acme.as('alice');
    const said: string[] = [];
    for (const message of ['Hello!', 'Where is my parcel?']) {
      const { body } = await alice.post<Answer>('/chat', { message, thread_id: 'support' });
      log.did(
        `POST /chat as acme's Alice: ${JSON.stringify(message)} was answered ${JSON.stringify(body.response)}`,
      );
      said.push(message, body.response);
    }
    await scene.globex.as('alice').post('/chat', { message: 'Hi from Globex', thread_id: 'support' });
    log.did('POST /chat as globex, in a thread with the same id');

    const messages = await messagesOf(scene.acme, 'support');
    log.equals(
      'the thread has what was said and answered, in order',
      messages?.map(({ content }) => content),
      said,
    );
    log.equals(
      'each answer says what it answers',
      messages?.filter(({ type }) => type === 'ai').map(({ metadata }) => metadata?.inReplyTo),
      messages?.filter(({ type }) => type === 'human').map(({ id }) => id),
    );
    const { body: state } = await alice.get<Conversation>('/conversation/state');
    log.equals(
      "so does the user's state of the conversation",
      [state.last_message, state.last_response],
      said.slice(-2),
    );
    log.equals('globex has 2 messages in its own', (await messagesOf(scene.globex, 'support'))?.length, 2);

    log.did(`${SPEAKERS} × POST /genie in one thread, at the same time`);
    const texts = Array.from({ length: SPEAKERS }, (_unused, at) => `speaker ${at}`);
    await Promise.all(
      texts.map(async (message) => scene.acme.post('/genie', { message, thread_id: 'crowd' })),
    );
    const crowd = (await messagesOf(scene.acme, 'crowd')) ?? [];
    const heard = crowd.filter(({ type }) => type === 'human');
    log.equals('no message is lost', heard.map(({ content }) => content).toSorted(), texts.toSorted());
    log.equals(
      'and each has its answer',
      crowd
        .map(({ metadata }) => metadata?.inReplyTo)
        .filter((id) => id !== undefined)
        .toSorted(),
      heard.map(({ id }) => id).toSorted(),
    );
  },
};
