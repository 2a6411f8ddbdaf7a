import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { StateHandlerRepository } from '@tenantry/redis';
import { FieldsPipe, type Fields } from '../common/fields.pipe.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { currentUserId } from './current-user.js';
import { STATE_SCHEMA } from './state.schema.js';

/** What conversation handlers remember of the user of the request. */
@ApiTags('conversation')
@ApiSecurity('api-key')
@ApiHeader({ name: 'x-user-id', required: true })
@UseGuards(RequireTenantGuard)
@Controller('conversation/handlers')
export class HandlerStatesController {
  constructor(@Inject(StateHandlerRepository) private readonly handlers: StateHandlerRepository) {}

  @Get(':handler')
  @ApiOkResponse({ schema: STATE_SCHEMA })
  async find(@Param('handler') handler: string): Promise<Fields> {
    const state = await this.handlers.get(handler, currentUserId());
    if (state === null) throw new NotFoundException('This handler has no state for the user.');
    return state;
  }

  /**
   * Writes the named fields and answers with the whole state, in one step: simultaneous merges lose none of their
   * fields. `handler_type` and `timestamp` are added to the answer and not stored.
   */
  @Post(':handler/merge')
  @HttpCode(200)
  @ApiBody({ schema: STATE_SCHEMA })
  @ApiOkResponse({ schema: STATE_SCHEMA })
  async merge(@Param('handler') handler: string, @Body(FieldsPipe) fields: Fields): Promise<Fields> {
    return this.handlers.merge(handler, currentUserId(), fields);
  }
}
