import { type Answer, askDomain } from './ask-domain.ts';
import { entityDocument, selectField } from './entity-document.ts';
import type { EntityField } from './graph-schema.ts';
import type { PersonName, RightsStage } from './stage.ts';

/** One field of one object through the entity door of a domain. */
export function askEntity(
  stage: RightsStage,
  who: PersonName,
  { domain, type, field }: EntityField,
  id: string,
): Promise<Answer> {
  const { schema } = stage.world.standalone.domain(domain).schema;
  const document = entityDocument(type, selectField(schema, type, field));
  const representations = [{ __typename: type, id }];
  return askDomain(stage.world, domain, stage.people[who].actor, document, { representations });
}

/** The object itself, or null. */
export function entityIn({ data }: Answer): unknown {
  return (data?._entities as unknown[] | undefined)?.[0] ?? null;
}

/** `shown`, `hidden` (as if it were not there) or the code of the refusal. */
export function outcomeOf(answer: Answer): string {
  const [error] = answer.errors;
  const entity = entityIn(answer);
  if (!error) return entity === null ? 'hidden' : 'shown';
  const isBare = Object.values(entity ?? {}).every((value) => value === null);
  return isBare ? error.code : `${error.code} with data`;
}
