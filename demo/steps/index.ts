import type { DemoStep } from '../report/demo-step.js';
import { chatStep } from './chat.step.js';
import { isolationStep } from './isolation.step.js';
import { redisCrashStep } from './redis-crash.step.js';
import { startStep } from './start.step.js';
import { stopStep } from './stop.step.js';
import { streamStep } from './stream.step.js';
import { toolsStep } from './tools.step.js';
import { triggersStep } from './triggers.step.js';
import { usersStep } from './users.step.js';
import { workerCrashStep } from './worker-crash.step.js';

/** What the demo shows, in this order. */
export const DEMO_STEPS: readonly DemoStep[] = [
  startStep,
  usersStep,
  chatStep,
  streamStep,
  toolsStep,
  triggersStep,
  workerCrashStep,
  redisCrashStep,
  isolationStep,
  stopStep,
];
