// What tests need beside Node and npm: what of it this machine has, and how to have the rest.
import { findChromium } from '../e2e/src/pages/find-chromium.ts';
import { findCurl } from '../e2e/src/partners/find-curl.ts';
import { findDockerCompose } from '../ops/src/distributed/find-docker-compose.ts';
import { findKafka } from '../ops/src/kafka/find-kafka.ts';
import { findRedis } from '../ops/src/redis/find-redis.ts';

/** Each part with the jest projects that run only with it, and in words what is not run without it. */
export function findParts(env) {
  return [
    {
      name: 'Kafka',
      projects: ['kafka', 'distributed'],
      without: 'everything over Kafka (the carrier’s contract, the story in the distributed shape)',
      ...findKafka(),
    },
    {
      name: 'Redis',
      projects: ['redis'],
      without: 'limits that several gateways count together',
      ...findRedis(),
    },
    {
      name: 'A browser',
      projects: ['browser'],
      without: 'the pages in a browser (GraphiQL, subscriptions in it, the mail page)',
      ...findChromium(env.LASTMILE_CHROMIUM),
    },
    {
      name: 'docker-compose',
      projects: [],
      without: 'docker-compose.yml held against docker-compose’s own reading of it',
      ...findDockerCompose(),
    },
    {
      name: 'curl',
      projects: [],
      without: 'docs/partners.md tried word for word',
      ...findCurl(),
    },
  ];
}
