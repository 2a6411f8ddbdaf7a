import { AppModule } from './app.module.js';
import { failWith, start } from './start.js';

start(AppModule, async (client) => {
  await client.usersAndTriggers();
  await client.agents();
}).catch(failWith);
