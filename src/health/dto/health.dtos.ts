import { ApiProperty } from '@nestjs/swagger';

/** Redis as pool `default` sees it; null where the server did not say. */
export class RedisStatusDto {
  @ApiProperty({ enum: ['healthy', 'degraded', 'unhealthy'] })
  status!: 'healthy' | 'degraded' | 'unhealthy';

  @ApiProperty({ type: String, nullable: true, example: '7.0.15' })
  redis_version!: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 5 })
  connected_clients!: number | null;

  @ApiProperty({ type: String, nullable: true, example: '1.20M' })
  used_memory_human!: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 42, description: 'Keys of the database.' })
  keyspace!: number | null;

  @ApiProperty({ required: false, description: 'Why it is not healthy.' })
  error?: string;
}

/** One server of a pool. */
export class NodeReportDto {
  @ApiProperty({ example: '127.0.0.1:6379' })
  node!: string;

  @ApiProperty({ enum: ['primary', 'replica'] })
  role!: 'primary' | 'replica';

  @ApiProperty({ enum: ['up', 'degraded', 'down'] })
  status!: 'up' | 'degraded' | 'down';

  @ApiProperty({ required: false, description: 'Why it is not up.' })
  message?: string;

  @ApiProperty({ required: false, description: 'Slots of a primary in a cluster.' })
  slots?: number;

  @ApiProperty({ required: false, enum: ['up', 'down'], description: 'Of a replica, to its primary.' })
  link?: 'up' | 'down';

  @ApiProperty({ required: false, type: Number, nullable: true, description: 'Writes not confirmed yet.' })
  lag_bytes?: number | null;

  @ApiProperty({ required: false, type: Number, nullable: true, description: 'Since it last confirmed any.' })
  lag_seconds?: number | null;
}

/** Which slots of a cluster are served. */
export class SlotsReportDto {
  @ApiProperty({ example: 16_384 })
  covered!: number;

  @ApiProperty({ example: 16_384 })
  total!: number;

  @ApiProperty({ type: [String], example: ['5461-10922'] })
  uncovered!: readonly string[];
}

/** The Sentinels of a pool; null where none of them answered. */
export class SentinelsReportDto {
  @ApiProperty({ type: Object, isArray: true })
  nodes!: { node: string; status: string; message?: string }[];

  @ApiProperty({ type: Number, nullable: true, description: 'How many watch the primary.' })
  known!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How many have to agree that it is gone.' })
  quorum!: number | null;

  @ApiProperty({ type: Boolean, nullable: true })
  can_fail_over!: boolean | null;
}

/** One pool of connections. */
export class PoolReportDto {
  @ApiProperty({ enum: ['up', 'degraded', 'down'] })
  status!: 'up' | 'degraded' | 'down';

  @ApiProperty({ required: false, description: 'Why it is not up.' })
  message?: string;

  @ApiProperty({ enum: ['HEALTHY', 'DEGRADED', 'FAILED'] })
  state!: string;

  @ApiProperty({ enum: ['closed', 'open', 'half-open'] })
  circuit!: string;

  @ApiProperty({ enum: ['standalone', 'sentinel', 'cluster'] })
  topology!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Time PING took.' })
  latency_ms!: number | null;

  @ApiProperty({ type: String, nullable: true })
  redis_version!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  connected_clients!: number | null;

  @ApiProperty({ type: String, nullable: true })
  used_memory_human!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  keyspace!: number | null;

  @ApiProperty({ type: [NodeReportDto] })
  nodes!: NodeReportDto[];

  @ApiProperty({ required: false, type: SlotsReportDto, description: 'Of a cluster.' })
  slots?: SlotsReportDto;

  @ApiProperty({ required: false, type: SentinelsReportDto })
  sentinels?: SentinelsReportDto;

  @ApiProperty({ type: Object })
  connections!: Record<'active' | 'failed' | 'dedicated_in_use' | 'dedicated_available' | 'waiting', number>;

  @ApiProperty({ type: Object, description: 'Since the application started.' })
  operations!: Record<
    'successful' | 'failed' | 'refused' | 'replica_reads' | 'replica_fallbacks' | 'p99_ms',
    number
  >;
}

export class HealthReportDto {
  @ApiProperty({
    enum: ['ok', 'degraded', 'error'],
    description: 'error: pool `default` is down; degraded: some pool does not work as it should.',
  })
  status!: 'ok' | 'degraded' | 'error';

  @ApiProperty({ example: 'tenantry' })
  service!: string;

  @ApiProperty({ example: '0.1.0' })
  version!: string;

  @ApiProperty({ example: 'development' })
  environment!: string;

  @ApiProperty({ example: 'localhost' })
  hostname!: string;

  @ApiProperty({ example: 123.45, description: 'Seconds.' })
  uptime!: number;

  @ApiProperty({ example: 1_640_995_200, description: 'Seconds since 1970.' })
  timestamp!: number;

  @ApiProperty()
  redis_status!: RedisStatusDto;

  @ApiProperty({ type: [String], description: 'Pools that work, but not as they should.' })
  degraded_pools!: string[];

  @ApiProperty({ type: [String], description: 'Pools whose commands fail.' })
  failed_pools!: string[];

  @ApiProperty({ type: Object, description: 'By alias.' })
  pools!: Record<string, PoolReportDto>;
}
