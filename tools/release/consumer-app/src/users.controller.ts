import { Body, Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { UserRepository } from '@tenantry/redis';
import { Reminders } from './reminders.service.js';

@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UserRepository,
    private readonly reminders: Reminders,
  ) {}

  @Post(':id')
  async create(@Param('id') id: string, @Body() profile: object): Promise<{ created: boolean }> {
    return { created: await this.users.upsert(id, { profile, since: new Date(0) }) };
  }

  @Get(':id')
  async find(@Param('id') id: string): Promise<object> {
    const user = await this.users.get(id);
    if (user === null) throw new NotFoundException();
    return user;
  }

  @Post(':id/reminders')
  async remind(@Param('id') id: string): Promise<void> {
    await this.reminders.schedule(id);
  }
}
