import {
  Body,
  Controller,
  Delete,
  Get,
  Inject,
  NotFoundException,
  Patch,
  Put,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { SharedStateRepository } from '@tenantry/redis';
import { FieldsPipe, type Fields } from '../common/fields.pipe.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { CONVERSATION_STATE } from './conversation-state.js';
import {
  RemovedStatesDto,
  ReplacedStateDto,
  StateNamesDto,
  WrittenStateDto,
} from './dto/conversation.dtos.js';
import { RequireUserGuard } from './require-user.guard.js';
import { STATE_SCHEMA } from './state.schema.js';

/**
 * What the tools and agents of a conversation share, for the user of the request. The repository finds the user as it
 * finds the tenant: neither appears in this class.
 */
@ApiTags('conversation')
@ApiSecurity('api-key')
@ApiHeader({ name: 'x-user-id', required: true })
@UseGuards(RequireTenantGuard, RequireUserGuard)
@Controller('conversation')
export class SharedStatesController {
  constructor(@Inject(SharedStateRepository) private readonly sharedState: SharedStateRepository) {}

  @Get('state')
  @ApiOkResponse({ schema: STATE_SCHEMA })
  async find(): Promise<Fields> {
    const state = await this.sharedState.get(CONVERSATION_STATE);
    if (state === null) throw new NotFoundException('This user has no conversation.');
    return state;
  }

  /** Replaces the state: fields that are not named are gone. */
  @Put('state')
  @ApiBody({ schema: STATE_SCHEMA })
  @ApiOkResponse({ type: ReplacedStateDto })
  async replace(@Body(FieldsPipe) fields: Fields): Promise<ReplacedStateDto> {
    return { status: (await this.sharedState.set(CONVERSATION_STATE, fields)) ? 'created' : 'replaced' };
  }

  /** Writes the named fields, atomically; the others stay. */
  @Patch('state')
  @ApiBody({ schema: STATE_SCHEMA })
  @ApiOkResponse({ type: WrittenStateDto })
  async upsert(@Body(FieldsPipe) fields: Fields): Promise<WrittenStateDto> {
    return { status: (await this.sharedState.upsert(CONVERSATION_STATE, fields)) ? 'created' : 'updated' };
  }

  /** Names of all states of the user. */
  @Get('states')
  @ApiOkResponse({ type: StateNamesDto })
  async list(): Promise<StateNamesDto> {
    return { states: await this.sharedState.list() };
  }

  /** Removes all states of the user. */
  @Delete('states')
  @ApiOkResponse({ type: RemovedStatesDto })
  async clear(): Promise<RemovedStatesDto> {
    return { removed: await this.sharedState.clearAll() };
  }
}
