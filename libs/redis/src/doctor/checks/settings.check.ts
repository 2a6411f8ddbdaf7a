import { info, ok, warning, type Found } from '../report/found.js';
import type { ServerFacts } from '../servers/server-facts.js';
import { numberSettingOf, type CheckContext, type ServerCheck } from './server-check.js';

const USUAL_HZ = 10;

/** Idle connections are asked each 30 seconds by default: a server that waits for less closes them in between. */
const SHORT_TIMEOUT_SECONDS = 60;

/** Settings that do no harm, and explain what one may wonder about. */
export const checkSettings: ServerCheck = (server, context) => [
  ...hzOf(server),
  ...expireEffortOf(server, context),
  ...busyScriptOf(server, context),
  ...timeoutOf(server),
  ...keepAliveOf(server),
];

function hzOf(server: ServerFacts): Found[] {
  const hz = numberSettingOf(server, 'hz');
  if (hz === undefined) return [];
  return [
    hz < USUAL_HZ
      ? info('settings.hz', `hz is ${hz}.`, `CONFIG SET hz ${USUAL_HZ}`)
      : ok('settings.hz', `hz is ${hz}.`),
  ];
}

function expireEffortOf(server: ServerFacts, { listeners }: CheckContext): Found[] {
  const effort = numberSettingOf(server, 'active-expire-effort');
  if (effort === undefined || listeners.length === 0) return [];
  const text = `active-expire-effort is ${effort}.`;
  const id = 'settings.active-expire-effort';
  return [
    effort > 1
      ? ok(id, text)
      : info(
          id,
          text,
          'CONFIG SET active-expire-effort 10, if other programs’ trigger keys should fire sooner',
        ),
  ].map((each) => ({ ...each, pools: listeners }));
}

function busyScriptOf(server: ServerFacts, { pools }: CheckContext): Found[] {
  const limitMs =
    numberSettingOf(server, 'busy-reply-threshold') ?? numberSettingOf(server, 'lua-time-limit');
  if (limitMs === undefined) return [];
  const shortestMs = Math.min(...pools.map(({ commandTimeoutMs }) => commandTimeoutMs));
  const text = `Scripts count as too long after ${limitMs} ms, commands time out after ${shortestMs} ms.`;
  return limitMs > 0 && limitMs <= shortestMs
    ? [ok('settings.busy-script', text)]
    : [info('settings.busy-script', text, `CONFIG SET busy-reply-threshold ${shortestMs}`)];
}

function timeoutOf(server: ServerFacts): Found[] {
  const seconds = numberSettingOf(server, 'timeout');
  if (seconds === undefined) return [];
  if (seconds === 0) return [ok('settings.timeout', 'timeout is 0: silent connections stay.')];
  const text = `timeout is ${seconds} s.`;
  const fix = 'CONFIG SET timeout 0; dead connections are found by tcp-keepalive';
  return seconds < SHORT_TIMEOUT_SECONDS
    ? [warning('settings.timeout', text, fix)]
    : [info('settings.timeout', text, fix)];
}

function keepAliveOf(server: ServerFacts): Found[] {
  const seconds = numberSettingOf(server, 'tcp-keepalive');
  if (seconds === undefined) return [];
  const text = `tcp-keepalive is ${seconds} s.`;
  return seconds === 0
    ? [warning('settings.tcp-keepalive', 'tcp-keepalive is off.', 'CONFIG SET tcp-keepalive 300')]
    : [ok('settings.tcp-keepalive', text)];
}
