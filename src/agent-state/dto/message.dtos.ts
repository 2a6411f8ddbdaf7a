import { ApiProperty } from '@nestjs/swagger';
import { AGENT_MESSAGE_TYPES, type AgentMessage, type AgentMessageType } from '@tenantry/agent';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

const MAX_TEXT = 200_000;

/** What a model wants a tool to be called with. */
export class ToolCallDto {
  @ApiProperty({ required: false, example: 'call_1' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  id?: string;

  @ApiProperty({ example: 'search' })
  @IsString()
  @Length(1, 256)
  name!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { query: 'refund' } })
  @IsObject()
  args!: Record<string, unknown>;
}

/** One message of a thread. */
export class AgentMessageDto {
  @ApiProperty({ enum: AGENT_MESSAGE_TYPES, example: 'human' })
  @IsIn(AGENT_MESSAGE_TYPES)
  type!: AgentMessageType;

  @ApiProperty({
    example: 'Hello',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'object', additionalProperties: true } }],
  })
  @IsDefined()
  @ValidateIf(({ content }: AgentMessageDto) => !Array.isArray(content))
  @IsString()
  @MaxLength(MAX_TEXT)
  content!: string | Record<string, unknown>[];

  @ApiProperty({ required: false })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  id?: string;

  @ApiProperty({ required: false, description: 'Required for messages of type `function`.' })
  @ValidateIf(({ type, name }: AgentMessageDto) => type === 'function' || name !== undefined)
  @IsString()
  @MaxLength(256)
  name?: string;

  @ApiProperty({ required: false, description: 'Required for messages of type `generic`.' })
  @ValidateIf(({ type, role }: AgentMessageDto) => type === 'generic' || role !== undefined)
  @IsString()
  @MaxLength(256)
  role?: string;

  @ApiProperty({ required: false, description: 'Required for messages of type `tool`.' })
  @ValidateIf(({ type, toolCallId }: AgentMessageDto) => type === 'tool' || toolCallId !== undefined)
  @IsString()
  @MaxLength(256)
  toolCallId?: string;

  @ApiProperty({ required: false, enum: ['success', 'error'] })
  @IsOptional()
  @IsIn(['success', 'error'])
  status?: 'success' | 'error';

  @ApiProperty({ required: false, type: [ToolCallDto] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(128)
  @ValidateNested({ each: true })
  @Type(() => ToolCallDto)
  toolCalls?: ToolCallDto[];

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  metadata?: Record<string, unknown>;

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  additionalKwargs?: Record<string, unknown>;

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  responseMetadata?: Record<string, unknown>;
}

/** The message as agents know it; validated, so that its properties fit its type. */
export function toMessage(dto: AgentMessageDto): AgentMessage {
  return Object.fromEntries(Object.entries(dto)) as unknown as AgentMessage;
}
