import { OperationRefused } from '@lastmile/federation/plan/plan';
import { executeOperation } from '@lastmile/federation/run/execute';
import type { Sources } from '@lastmile/federation/source/source';
import type { Actor } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { CurrentSupergraph } from '../supergraph/current-supergraph.ts';

export interface DomainQuery {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly onBehalfOf: { readonly userId: string };
}

export interface DomainQueryResult {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: unknown }[];
}

/** The one endpoint as domains see it: what they show or send, read with the rights of whom it is for. */
export interface DomainDoor {
  validate(document: string): Promise<readonly string[]>;
  query(request: DomainQuery): Promise<DomainQueryResult>;
}

export function createDomainDoor(options: {
  readonly supergraph: CurrentSupergraph;
  readonly sources: Sources;
  /** What a user may, whatever the session; null for a user that is unknown or deactivated. */
  readonly actorOfUser: (userId: string) => Promise<Actor | null>;
}): DomainDoor {
  const prepare = async (document: string) => {
    const prepared = await options.supergraph.current.planner.plan(document);
    if (prepared.kind !== 'query') throw new Refusal('BAD_INPUT', 'Only queries are answered to domains.');
    return prepared;
  };
  return {
    validate: async (document) => {
      try {
        await prepare(document);
        return [];
      } catch (error) {
        if (error instanceof OperationRefused) return error.errors.map(({ message }) => message);
        if (error instanceof Refusal) return [error.message];
        throw error;
      }
    },
    query: async ({ document, variables, onBehalfOf }) => {
      const prepared = await prepare(document);
      const actor = await options.actorOfUser(onBehalfOf.userId);
      if (!actor)
        return { data: null, errors: [{ message: 'No such user', extensions: { code: 'NOT_FOUND' } }] };
      const context = { actor, correlationId: newId() };
      return (await executeOperation(prepared, {
        sources: options.sources,
        variables,
        context,
      })) as DomainQueryResult;
    },
  };
}
