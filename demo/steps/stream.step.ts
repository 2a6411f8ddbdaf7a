import type { DemoStep } from '../report/demo-step.js';
import { milliseconds } from '../report/durations.js';
import { EventStream } from '../scene/event-stream.js';

const THREAD = 'live';
const FOLLOW_UP_SECONDS = 0.4;

/** What the stream is to tell: what was said, a tool and what it found, the answer, and the follow-up. */
const EXPECTED = [
  'message human',
  'tool email_validator',
  'message ai',
  'message tool',
  'message ai',
  'trigger thread_follow_up',
  'message ai',
];

export const streamStep: DemoStep = {
  title: 'A stream tells what happens in a thread while it happens',
  run: async (scene, log) => {
    const streams = await Promise.all([
      EventStream.follow(scene.acme, THREAD),
      EventStream.follow(scene.globex, THREAD),
    ]);
    const [acme, globex] = streams;
    try {
      log.did(`GET /threads/${THREAD}/events as acme, and as globex, which has no such thread`);
      const saidMs = performance.now();
      await scene.acme.as('alice').post('/chat', {
        message: 'Is bob@example.com valid?',
        thread_id: THREAD,
        followUpSeconds: FOLLOW_UP_SECONDS,
      });
      log.did(`POST /chat as acme: a tool is needed, and a follow-up comes after ${FOLLOW_UP_SECONDS} s`);
      await acme.receives('message', EXPECTED.filter((event) => event.startsWith('message')).length);

      log.equals('acme is told of messages, tool and trigger, in order', acme.news.map(describe), EXPECTED);
      const first = acme.news[0];
      const latency = (first?.atMs ?? Infinity) - saidMs;
      log.measured(
        `from POST to the first event: ${milliseconds(latency)}`,
        `first event after ${milliseconds(latency)}`,
      );

      const again = await EventStream.follow(scene.acme, THREAD, first?.id);
      streams.push(again);
      log.did('the same stream once more, with the first event as Last-Event-ID');
      const missed = EXPECTED.filter((event) => event.startsWith('message')).slice(1);
      await again.receives('message', missed.length);
      log.equals('the messages since then are told again', again.news.map(describe), missed);
      log.equals('globex was told nothing', globex.news, []);
    } finally {
      for (const stream of streams) stream.close();
    }
  },
};

interface ToldMessage {
  readonly type?: string;
}

function describe({ type, data }: EventStream['events'][number]): string {
  const about = type === 'message' ? (data['message'] as ToldMessage).type : (data['tool'] ?? data['action']);
  return `${type} ${String(about)}`;
}
