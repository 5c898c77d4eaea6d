import { serveSubgraph } from './serve-subgraph.js';

const products = [
  { id: '1', name: 'Router' },
  { id: '2', name: 'Antenna' },
];
serveSubgraph({
  file: './products.graphql',
  port: Number(process.argv[2] ?? 4101),
  resolvers: {
    Query: { products: () => products },
    Product: { __resolveReference: ({ id }) => products.find((product) => product.id === id) },
  },
});
