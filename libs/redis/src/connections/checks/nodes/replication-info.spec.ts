import { describe, expect, it } from 'vitest';
import { parseFields } from '../server-info.js';
import { replicationInfo } from './replication-info.js';

const PRIMARY = `# Replication
role:master
connected_slaves:3
slave0:ip=127.0.0.1,port=6380,state=online,offset=1000,lag=1
slave1:ip=::1,port=6381,state=wait_bgsave,offset=0,lag=-1
slave2:ip=10.0.0.3,port=6382,state=online,offset=1200,lag=0
master_repl_offset:1100
`;

describe('replicationInfo', () => {
  it('tells how far each replica is behind', () => {
    expect(replicationInfo(parseFields(PRIMARY))).toEqual({
      linkIsUp: null,
      replicas: [
        { address: '127.0.0.1:6380', state: 'online', lagBytes: 100, lagSeconds: 1 },
        { address: '::1:6381', state: 'wait_bgsave', lagBytes: 1_100, lagSeconds: null },
        // Its word came after the primary wrote its own down.
        { address: '10.0.0.3:6382', state: 'online', lagBytes: 0, lagSeconds: 0 },
      ],
    });
  });

  it('tells of a replica whether it has its primary', () => {
    expect(replicationInfo(parseFields('role:slave\nmaster_link_status:down\n'))).toEqual({
      replicas: [],
      linkIsUp: false,
    });
    expect(replicationInfo(parseFields('role:slave\nmaster_link_status:up\n')).linkIsUp).toBe(true);
  });

  it('makes nothing of nothing', () => {
    expect(replicationInfo(new Map())).toEqual({ replicas: [], linkIsUp: null });
  });
});
