import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Put,
  UseGuards,
} from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { KeyValueRepository } from '@tenantry/redis';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { KeyValueDto, SetKeyValueDto } from './dto/key-value.dtos.js';

/** Plain values of the calling tenant. */
@ApiTags('key-values')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('key-values')
export class KeyValuesController {
  constructor(@Inject(KeyValueRepository) private readonly keyValue: KeyValueRepository) {}

  /** Replaces the value as a whole. */
  @Put(':key')
  @HttpCode(204)
  async set(
    @Param('key') key: string,
    @Body() { value, ttlSeconds, onlyIfAbsent }: SetKeyValueDto,
  ): Promise<void> {
    const options = ttlSeconds === undefined ? {} : { ttlSeconds };
    if (onlyIfAbsent !== true) {
      await this.keyValue.set(key, value, options);
    } else if (!(await this.keyValue.setIfAbsent(key, value, options))) {
      throw new ConflictException('The key exists.');
    }
  }

  @Get(':key')
  @ApiOkResponse({ type: KeyValueDto })
  async get(@Param('key') key: string): Promise<KeyValueDto> {
    const value = await this.keyValue.get(key);
    if (value === null) throw new NotFoundException('No such key.');
    return { key, value };
  }

  @Delete(':key')
  @HttpCode(204)
  async remove(@Param('key') key: string): Promise<void> {
    if (!(await this.keyValue.delete(key))) throw new NotFoundException('No such key.');
  }
}
