import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLField, isObjectType, parse } from 'graphql';
import { type Answer, comparable } from './ask-domain.ts';
import type { Person } from './stage.ts';

export type RootField = GraphQLField<unknown, unknown>;

/** What clients see. */
const api = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema/api.graphql'), 'utf8'));

export function rootFields(root: 'Query' | 'Mutation' | 'Subscription'): RootField[] {
  const type = api.getType(root);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
}

export async function askGateway({ client }: Person, document: string, variables = {}): Promise<Answer> {
  return comparable(await client.ask(parse(document) as never, variables as never));
}
