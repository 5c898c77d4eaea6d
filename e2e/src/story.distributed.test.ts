import { describe } from '@jest/globals';
import { startDistributedWorld } from './distributed-world.ts';
import { describeStory } from './story/describe-story.ts';

describe('the main job, two processes of each over Kafka', () => {
  describeStory(() => startDistributedWorld(), 300_000);
});
