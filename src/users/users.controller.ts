import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Patch,
  Post,
  UseGuards,
} from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { UserRepository } from '@tenantry/redis';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { AddTagDto, CreateUserDto, UpdateUserDto, UserDto } from './dto/user.dtos.js';
import { UserProfile } from './user-profile.model.js';

const MODELS = { profile: UserProfile };

/** Users of the calling tenant. The repository is already bound to it: no tenant appears in this class. */
@ApiTags('users')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('users')
export class UsersController {
  constructor(@Inject(UserRepository) private readonly users: UserRepository) {}

  /** Creates a user, or updates the named fields of an existing one. */
  @Post()
  async create(
    @Body() { id, ttlSeconds, ...fields }: CreateUserDto,
  ): Promise<{ status: 'created' | 'updated' }> {
    const created = await this.users.upsert(id, fields, ttlOption(ttlSeconds));
    return { status: created ? 'created' : 'updated' };
  }

  @Get(':id')
  @ApiOkResponse({ type: UserDto })
  async find(@Param('id') id: string): Promise<UserDto> {
    const record = await this.users.get(id, { models: MODELS });
    if (record === null) throw unknownUser();
    return { id, ...record };
  }

  /** Writes the named fields, atomically; the others stay. */
  @Patch(':id')
  async update(
    @Param('id') id: string,
    @Body() { ttlSeconds, ...fields }: UpdateUserDto,
  ): Promise<{ status: 'created' | 'updated' }> {
    const created = await this.users.upsert(id, fields, ttlOption(ttlSeconds));
    return { status: created ? 'created' : 'updated' };
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    if (!(await this.users.delete(id))) throw unknownUser();
  }

  /** Counts a login: exact under any number of simultaneous calls. */
  @Post(':id/logins')
  @HttpCode(200)
  async recordLogin(@Param('id') id: string): Promise<{ loginCount: number }> {
    const loginCount = await this.users.incrementField(id, 'loginCount');
    await this.users.updateField(id, 'lastLogin', new Date());
    return { loginCount };
  }

  /** Appends a tag: simultaneous calls lose none. */
  @Post(':id/tags')
  @HttpCode(200)
  async addTag(@Param('id') id: string, @Body() { tag }: AddTagDto): Promise<{ tags: number }> {
    return { tags: await this.users.appendToList(id, 'tags', tag) };
  }
}

function ttlOption(ttlSeconds: number | undefined): { ttlSeconds?: number } {
  return ttlSeconds === undefined ? {} : { ttlSeconds };
}

function unknownUser(): NotFoundException {
  return new NotFoundException('No such user.');
}
