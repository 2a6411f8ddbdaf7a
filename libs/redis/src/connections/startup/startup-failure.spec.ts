import { describe, expect, it } from 'vitest';
import { adviceFor } from './startup-failure.js';

const plain = { tls: undefined };
const encrypted = { tls: {} };

describe('adviceFor', () => {
  it.each<[string, boolean, RegExp]>([
    ['connect ECONNREFUSED 127.0.0.1:6379', true, /Is Redis running there/],
    ['getaddrinfo ENOTFOUND cache', true, /host name/],
    ['connect EHOSTUNREACH 10.0.0.1:6379', true, /route/],
    ['connect ETIMEDOUT', true, /firewall/],
    ['no reply within 5000 ms', true, /frozen or overloaded/],
    ['it took no commands within 60000 ms', true, /loadingTimeoutMs/],
    ['LOADING Redis is loading the dataset in memory', true, /loading/],
    ['MASTERDOWN Link with MASTER is down', true, /replica/],
    [
      'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
      true,
      /SCRIPT KILL/,
    ],
    ['ERR max number of clients reached', true, /maxclients/],
    ['WRONGPASS invalid username-password pair or user is disabled.', false, /Check user name and password/],
    ['NOAUTH Authentication required.', false, /set one/],
    ['DENIED Redis is running in protected mode because ...', false, /protected-mode/],
    ["NOPERM this user has no permissions to run the 'ping' command", false, /\+ping\.$/],
    ["NOPERM User app has no permissions to run the 'cluster|info' command", false, /\+cluster\|info\.$/],
    ['NOPERM no permissions to access a channel', false, /\+hello \+select \+ping/],
    ['ERR DB index is out of range', false, /set `db`/],
    ['ERR SELECT is not allowed in cluster mode', false, /topology: "cluster"/],
    ['ERR This instance has cluster support disabled', false, /single server/],
    ['Unknown RESP type 72 "H". Please report this.', false, /An HTTP server/],
    ['Unknown RESP type 21 "\u0015". Please report this.', false, /speaks TLS/],
    ['Unknown RESP type 50 "2". Please report this.', false, /not Redis/],
    ['self-signed certificate', false, /tls\.ca/],
    ['unable to verify the first certificate', false, /`tls\.caFile`/],
    ['certificate has expired', false, /Renew/],
    ['certificate is not yet valid', false, /clock/],
    ['SSL routines:ssl3_read_bytes:tlsv13 alert certificate required', false, /`tls\.certFile`/],
    ['SSL routines:ssl3_read_bytes:sslv3 alert certificate expired', false, /of this client/],
    ['SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca', false, /of this client/],
    ["Hostname/IP does not match certificate's altnames", false, /servername/],
    [
      'write EPROTO 140:error:0A00010B:SSL routines:ssl3_get_record:wrong version number',
      false,
      /not speak TLS/,
    ],
    ['connect EACCES /run/redis.sock', false, /permissions/],
    ['failed to connect to sentinel s:26379 because ERR No such master with that name', false, /`name`/],
    ['connected to sentinel s:26379 successfully, but got an invalid reply: null', false, /`name`/],
    [
      'failed to connect to sentinel s:26379 because NOAUTH Authentication required.',
      false,
      /sentinelPassword/,
    ],
    ['none of them could be connected to', true, /Is Redis running there/],
    ['ERR something new', false, /^$/],
    ['something new', true, /^$/],
  ])('of "%s"', (message, isTemporary, advice) => {
    const result = adviceFor(new Error(message), plain);
    expect(result.advice).toMatch(advice);
    expect(result.isTemporary).toBe(isTemporary);
  });

  it.each(['read ECONNRESET', 'the connection was closed', 'Connection is closed.'])(
    'of "%s" depends on whether the pool speaks TLS',
    (message) => {
      expect(adviceFor(new Error(message), plain)).toMatchObject({
        advice: expect.stringContaining('use rediss://'),
        isTemporary: true,
      });
      expect(adviceFor(new Error(message), encrypted)).toMatchObject({
        advice: expect.stringContaining('`tls.cert`'),
        isTemporary: true,
      });
    },
  );
});
