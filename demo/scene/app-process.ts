import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { ProcessMessage } from '../processes/process-message.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const KEPT_OUTPUT = 16_384;

/** What an {@link AppProcess} is started with. */
export interface AppProcessOptions {
  /** For people. */
  readonly name: string;
  readonly role: 'api' | 'worker';
  readonly environment: NodeJS.ProcessEnv;
  readonly onMessage: (message: ProcessMessage, pid: number) => void;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The app in a process of its own. */
export class AppProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<ProcessEnd>;
  readonly #ready: Promise<ProcessMessage & { readonly type: 'ready' }>;
  #output = '';
  #isEndExpected = false;

  constructor({ name, role, environment, onMessage }: AppProcessOptions) {
    this.name = name;
    // Beside this file, whether it was compiled or is run as it is.
    const program = join(
      import.meta.dirname,
      '..',
      'processes',
      `${role}.process${extname(import.meta.filename)}`,
    );
    // Not in the current folder: a configuration file there is not the demo's.
    const child = fork(program, { cwd: tmpdir(), env: environment, silent: true });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      });
    }
    this.#ended = new Promise((resolve) => {
      child.once('close', (code: number | null, signal: NodeJS.Signals | null) => resolve({ code, signal }));
    });
    this.#ready = new Promise((resolve) => {
      child.on('message', (message: ProcessMessage) => {
        if (message.type === 'ready') resolve(message);
        else onMessage(message, this.pid);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Waits until it takes requests, or work.
   * @returns the port it listens on, if it does
   * @throws Error with what it logged if it ends instead, or takes too long
   */
  async ready(): Promise<number | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`did not start within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    });
    const ended = this.#ended.then(({ code, signal }) => `ended with ${code ?? signal} while it started`);
    const outcome = await Promise.race([this.#ready, tooLong, ended]);
    clearTimeout(timer);
    if (typeof outcome === 'string') throw new Error(`${this.name} ${outcome}:\n${this.#output.trim()}`);
    return outcome.port;
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#isEndExpected = true;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to end, and makes it if it does not. */
  async stop(): Promise<ProcessEnd> {
    this.#isEndExpected = true;
    if (this.isRunning) {
      this.#child.kill('SIGTERM');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await this.#ended;
      clearTimeout(timer);
    }
    return this.#ended;
  }

  /** What it has warned of since this was asked last, and whether it has ended by itself. */
  complaints(): string[] {
    const lines = this.#output.split('\n').filter((line) => /\b(?:WARN|ERROR|FATAL)\b/.test(line));
    this.#output = '';
    const ended = this.isRunning || this.#isEndExpected ? [] : ['has ended by itself'];
    return [...lines, ...ended].map((line) => `${this.name}: ${line}`);
  }
}
