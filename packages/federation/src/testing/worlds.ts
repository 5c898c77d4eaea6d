import type { WorldOptions } from './world.ts';

export interface MadeUpGraph {
  subgraphs: Record<string, string>;
  options?: WorldOptions;
  /**
   * What Apollo's planner or executor gets wrong here, so that it is no measure: `conditions` when inputs
   * of one fetch stand under different conditions, `interfaceObject` when representations without a key
   * are sent for implementations that were not asked for, and some operations are refused.
   */
  apolloFailsAt?: 'conditions' | 'interfaceObject';
  /** The planner's time grows fast with depth where interface objects are nested. */
  maxDepth?: number;
  /** Compared with the monolith in place of generated ones, which the planner does not all plan rightly. */
  operations?: readonly string[];
}

/** Made-up supergraphs, each around some of federation's constructs. */
export const worlds: Record<string, MadeUpGraph> = {
  'keys: single, several, composite, nested': {
    subgraphs: {
      catalog: `type Query { products: [Product] product(id: ID!): Product! first: Product }
        type Product @key(fields: "id") @key(fields: "sku org { id }") { id: ID! sku: String! org: Org! name: String tags: [String!]! }
        type Org @key(fields: "id") { id: ID! title: String }`,
      stock: `type Query { warehouses: [Warehouse!]! }
        type Product @key(fields: "sku org { id }") { sku: String! org: Org! @shareable amount: Int! places: [Warehouse] }
        type Org @key(fields: "id") { id: ID! warehouses: [Warehouse!] }
        type Warehouse @key(fields: "id") @key(fields: "code") { id: ID! code: String! size: Float }`,
      reviews: `type Product @key(fields: "id") { id: ID! reviews(first: Int): [Review!] matrix: [[Review]!] }
        type Review @key(fields: "id") { id: ID! stars: Int! product: Product author: Org } type Org @key(fields: "id", resolvable: false) { id: ID! }`,
      maps: `type Warehouse @key(fields: "code") { code: String! position: Position } type Position { x: Float! y: Float! near: [Warehouse] }`,
      titles: `type Org @key(fields: "id") { id: ID! legal: String parent: Org children: [Org!]! }
        type Review @key(fields: "id", resolvable: false) { id: ID! } type Query { lastReview: Review }`,
    },
  },
  'requires: plain, nested, with arguments, chained': {
    subgraphs: {
      goods: `type Query { goods: [Good!]! good: Good }
        type Good @key(fields: "id") { id: ID! weight: Int price(currency: String!): Float size: Size parts: [Part!] }
        type Size { w: Int h: Int } type Part { name: String weight: Int }`,
      shipping: `type Good @key(fields: "id") { id: ID! weight: Int @external price(currency: String!): Float @external
          size: Size @external parts: [Part!] @external
          cost: String @requires(fields: "weight price(currency: \\"USD\\")")
          volume: String @requires(fields: "size { w h }")
          content: String @requires(fields: "weight parts { name weight }") }
        type Size @external { w: Int h: Int } type Part @external { name: String weight: Int }`,
      labels: `type Good @key(fields: "id") { id: ID! cost: String @external volume: String @external
          label: String @requires(fields: "cost volume") sticker: Sticker } type Sticker { text: String! good: Good }`,
    },
    apolloFailsAt: 'conditions',
  },
  'provides, shareable, override, external': {
    subgraphs: {
      posts: `type Query { posts: [Post!] top: Post @provides(fields: "author { name }") now: String @shareable }
        type Post @key(fields: "id") { id: ID! title: String author: Author @provides(fields: "name") old: Int stats: Stats @shareable }
        type Author @key(fields: "id") { id: ID! name: String @external }
        type Stats @shareable { views: Int likes: Int }`,
      authors: `type Query { authors: [Author!]! now: String @shareable }
        type Author @key(fields: "id") { id: ID! name: String @shareable bio: String @override(from: "posts") posts: [Post!] }
        type Post @key(fields: "id", resolvable: false) { id: ID! }`,
      stats: `type Post @key(fields: "id") { id: ID! old: Int @override(from: "posts") stats: Stats @shareable rank: Int! }
        type Stats @shareable { views: Int likes: Int }`,
    },
  },
  'unions and interfaces across subgraphs': {
    subgraphs: {
      feed: `type Query { feed: [Item!]! nodes: [Node] one: Item any: [[Node!]] }
        union Item = Book | Film | Note interface Node { id: ID! label: String }
        type Book implements Node @key(fields: "id") { id: ID! label: String pages: Int size: Int related: [Item] }
        type Film implements Node @key(fields: "id") { id: ID! label: String minutes: Int size: String related: Node }
        type Note { text: String! about: Item }`,
      meta: `type Book @key(fields: "id") { id: ID! isbn: String by: Person } type Film @key(fields: "id") { id: ID! studio: Studio! by: Person }
        interface Named { name: String } type Person implements Named @key(fields: "id") { id: ID! name: String friends: [Named!] }
        type Studio implements Named { name: String head: Person }`,
      people: `type Person @key(fields: "id") { id: ID! born: Int! likes: [Like!] } union Like = Book | Film
        type Book @key(fields: "id") { id: ID! fans: [Person!]! } type Film @key(fields: "id") { id: ID! fans: [Person] }
        type Query { people: [Person!] }`,
    },
  },
  'entity interfaces and interfaceObject': {
    subgraphs: {
      media: `type Query { media: [Media!]! medium: Media }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Song implements Media @key(fields: "id") { id: ID! title: String seconds: Int }
        type Clip implements Media @key(fields: "id") { id: ID! title: String width: Int! }`,
      ratings: `type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int raters: [Rater!] }
        type Rater @key(fields: "id") { id: ID! favourite: Media name: String } type Query { raters: [Rater!] topRated: [Media!]! }`,
      labels: `type Media @interfaceObject @key(fields: "id") { id: ID! title: String @external badge: String @requires(fields: "title") }`,
      raters: `type Rater @key(fields: "id") { id: ID! since: Int }`,
    },
    options: { families: { Media: ['Song', 'Clip'] } },
    apolloFailsAt: 'interfaceObject',
    maxDepth: 2,
    operations: [
      '{ media { id title stars badge } medium { __typename raters { name } } }',
      '{ media { ... on Song { seconds stars } ... on Clip { width badge } __typename } }',
      '{ raters { name since favourite { __typename id title } } }',
      '{ raters { favourite { ... on Clip { width raters { name } } ... on Song { seconds } } } }',
      '{ topRated { stars badge title raters { favourite { badge } } } }',
      '{ topRated { __typename ... on Song { seconds title } } media { ... on Clip { badge } } }',
    ],
  },
  'enums and inputs that differ, hidden parts, mutations': {
    subgraphs: {
      jobs: `type Query { jobs(filter: Filter, states: [State!]): [Job!]! }
        type Mutation { start(name: String!, input: Start): Job stop(id: ID!): Job! }
        input Filter { name: String state: State secret: Int @inaccessible } input Start { at: Int = 3 deep: Filter }
        enum State { ON OFF } enum Mood { GOOD BAD }
        type Job @key(fields: "id") { id: ID! state: Mood name: String hidden: Hidden @inaccessible steps: [Step] }
        type Hidden @inaccessible { a: Int } interface Step { n: Int } type Walk implements Step { n: Int far: Int } type Run implements Step { n: Int fast: Boolean }`,
      moods: `type Mutation { cheer(id: ID!): Job } enum Mood { GOOD BAD SOSO } enum State { ON OFF }
        input Filter { name: String state: State }
        type Job @key(fields: "id") { id: ID! mood: Mood moods: [Mood!] boss: Job likes(filter: Filter): Int! }`,
    },
    options: { choices: { Mood: ['GOOD', 'BAD'] } },
  },
};
