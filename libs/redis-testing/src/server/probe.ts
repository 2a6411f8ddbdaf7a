import { connect } from 'node:net';

const PROBE_TIMEOUT_MS = 1000;

/** Whether a server answers PING on a Unix socket; an error (LOADING, NOAUTH) is an answer. */
export async function answersPing(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, settle(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', settle(true));
    socket.once('close', settle(false));
    socket.once('error', settle(false));
  });
}
