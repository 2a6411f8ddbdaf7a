import { ApiProperty } from '@nestjs/swagger';
import type { AgentState, AgentStateData, WrittenThread } from '@tenantry/agent';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsObject,
  IsOptional,
  IsString,
  Length,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { AgentMessageDto, toMessage } from './message.dtos.js';

const MAX_MESSAGES = 1_000;
const ANY_JSON = {
  description: 'Any JSON value.',
  nullable: true,
  type: 'object',
  additionalProperties: true,
} as const;

/** A state as a whole: what is not named has its default. */
export class WriteStateDto {
  @ApiProperty({
    required: false,
    type: [AgentMessageDto],
    description: 'With PUT: without it, the messages stay.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_MESSAGES)
  @ValidateNested({ each: true })
  @Type(() => AgentMessageDto)
  messages?: AgentMessageDto[];

  @ApiProperty({ required: false, default: false })
  @IsOptional()
  @IsBoolean()
  stream?: boolean;

  @ApiProperty({ selfRequired: false, ...ANY_JSON, example: { topic: 'billing' } })
  @IsOptional()
  context?: unknown;

  @ApiProperty({ required: false, type: 'boolean', nullable: true, default: null })
  @IsOptional()
  @IsBoolean()
  isRelevant?: boolean | null;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: true,
    description: 'Fields of your own.',
    example: { plan: 'pro' },
  })
  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;
}

export class CreateStateDto extends WriteStateDto {
  @ApiProperty({ required: false, example: 'thread_1', description: 'A new one if there is none.' })
  @IsOptional()
  @IsString()
  @Length(1, 1_024)
  threadId?: string;
}

export class ContextDto {
  @ApiProperty({ ...ANY_JSON, example: { topic: 'refund' } })
  @ValidateIf(({ context }: ContextDto) => context !== null)
  @IsDefined()
  context!: unknown;
}

export class RelevanceDto {
  @ApiProperty({ type: 'boolean', nullable: true, example: true })
  @ValidateIf(({ isRelevant }: RelevanceDto) => isRelevant !== null)
  @IsBoolean()
  isRelevant!: boolean | null;
}

/** A thread as it is. */
export class AgentStateDto {
  @ApiProperty({ example: 'thread_1' })
  threadId!: string;

  @ApiProperty({ type: [AgentMessageDto], description: 'Oldest first.' })
  messages!: object[];

  @ApiProperty()
  stream!: boolean;

  @ApiProperty(ANY_JSON)
  context!: unknown;

  @ApiProperty({ type: 'boolean', nullable: true })
  isRelevant!: boolean | null;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Fields of your own.' })
  fields!: Record<string, unknown>;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt!: Date;

  @ApiProperty({ example: 1, description: 'One more with every write.' })
  version!: number;

  @ApiProperty({ example: 0, description: 'Older messages that were not asked for.' })
  omittedMessages!: number;
}

/** What a write made of a thread. */
export class WrittenThreadDto implements WrittenThread {
  @ApiProperty({ example: 'thread_1' })
  threadId!: string;

  @ApiProperty({ example: 2 })
  version!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt!: Date;

  @ApiProperty({ example: 1 })
  messageCount!: number;
}

/** The state as the API shows it: fields of the application's own stand apart. */
export function toStateDto(state: AgentState): AgentStateDto {
  const { threadId, messages, stream, context, isRelevant, createdAt, updatedAt, version, omittedMessages } =
    state;
  const known = {
    threadId,
    messages,
    stream,
    context,
    isRelevant,
    createdAt,
    updatedAt,
    version,
    omittedMessages,
  };
  const own = Object.entries(state).filter(([name]) => !Object.hasOwn(known, name));
  return { ...known, fields: Object.fromEntries(own) };
}

/** What the store is given: fields of the application's own cannot pass for others. */
export function toStateData({
  messages,
  stream,
  context,
  isRelevant,
  fields = {},
}: WriteStateDto): AgentStateData {
  return {
    ...fields,
    messages: messages?.map(toMessage),
    stream,
    context,
    isRelevant,
  };
}
