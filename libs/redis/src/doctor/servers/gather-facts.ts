import { answered, mapAnswer, valueOf, type Answer } from './answer.js';
import { pairsOf, parseInfo } from './info-fields.js';
import type { ServerConnection } from './server-connection.js';
import {
  SETTINGS,
  type ClockFacts,
  type LatencyFacts,
  type ServerFacts,
  type SettingName,
} from './server-facts.js';

const PINGS = 20;
const CLOCK_READINGS = 3;

/** Asks a server all that is asked of every one. */
export async function gatherFacts(
  connection: ServerConnection,
  { hasPassword }: { readonly hasPassword: boolean },
): Promise<ServerFacts> {
  // One after the other, because whatever shares the connection would be measured too.
  const latency = await measureLatency(connection);
  const clock = await readClock(connection);
  const [info, settings, user] = await Promise.all([
    connection.ask('info'),
    readSettings(connection),
    connection.ask('acl', 'whoami'),
  ]);
  const whoami = mapAnswer(user, String);
  return {
    address: connection.address,
    isLocal: connection.isLocal,
    tls: connection.tls,
    isOpenToAll: !hasPassword && valueOf(whoami) === 'default',
    info: mapAnswer(info, parseInfo),
    settings,
    latency,
    clock,
    user: whoami,
  };
}

async function measureLatency(connection: ServerConnection): Promise<Answer<LatencyFacts>> {
  const times: number[] = [];
  for (let count = 0; count < PINGS; count++) {
    const startedAtMs = performance.now();
    const reply = await connection.ask('ping');
    if (reply.kind === 'refused') return reply;
    times.push(performance.now() - startedAtMs);
  }
  times.sort((one, other) => one - other);
  return answered({
    count: PINGS,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    maxMs: times.at(-1) ?? 0,
  });
}

/** The reading whose answer came soonest is the most exact one. */
async function readClock(connection: ServerConnection): Promise<Answer<ClockFacts>> {
  let best: ClockFacts | undefined;
  for (let count = 0; count < CLOCK_READINGS; count++) {
    const [startedAtMs, startedAtDate] = [performance.now(), Date.now()];
    const reply = await connection.ask('time');
    if (reply.kind === 'refused') return reply;
    const uncertaintyMs = (performance.now() - startedAtMs) / 2;
    if (best !== undefined && best.uncertaintyMs <= uncertaintyMs) continue;
    const [seconds = 0, microseconds = 0] = Array.isArray(reply.value) ? reply.value.map(Number) : [];
    const serverMs = seconds * 1_000 + microseconds / 1_000;
    best = { aheadMs: serverMs - (startedAtDate + uncertaintyMs), uncertaintyMs };
  }
  return answered(best ?? { aheadMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY });
}

/** Asked one by one: servers before 7 take one name at a time, and services hide single ones. */
async function readSettings(connection: ServerConnection): Promise<Answer<ReadonlyMap<SettingName, string>>> {
  const replies = await Promise.all(SETTINGS.map(async (name) => connection.ask('config', 'get', name)));
  const settings = new Map<SettingName, string>();
  for (const [at, name] of SETTINGS.entries()) {
    const reply = replies[at];
    if (reply?.kind === 'refused') return reply;
    const value = pairsOf(reply?.value).get(name);
    if (value !== undefined) settings.set(name, value);
  }
  return answered(settings);
}
