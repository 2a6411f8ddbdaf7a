import { ObservedAppModule } from './observed-app.module.js';
import { failWith, start } from './start.js';

start(ObservedAppModule, async (client) => {
  await client.usersAndTriggers();
  await client.agents();
  await client.observation();
}).catch(failWith);
