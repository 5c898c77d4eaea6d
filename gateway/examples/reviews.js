import { setTimeout as sleep } from 'node:timers/promises';
import { serveSubgraph } from './serve-subgraph.js';

const reviewOf = (id) => ({ stars: Number(id) + 2, product: { __typename: 'Product', id } });
serveSubgraph({
  file: './reviews.graphql',
  port: Number(process.argv[2] ?? 4102),
  resolvers: {
    Product: { __resolveReference: ({ id }) => ({ id }), reviews: ({ id }) => [reviewOf(id)] },
    Review: { askedBy: (_review, _args, { authorization }) => authorization },
    Subscription: {
      reviewAdded: {
        subscribe: async function* () {
          for (const id of ['1', '2', '1', '2']) {
            await sleep(100);
            yield { reviewAdded: reviewOf(id) };
          }
        },
      },
    },
  },
});
