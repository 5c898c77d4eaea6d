import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Arguments of fields that need some; a new field that does must be added here. */
const argumentsOf: Readonly<Record<string, string>> = {
  'BillingAccount.statement': '(from: "2026-11-01", to: "2026-11-30")',
};

/** Selects a field as thinly as can be: a foreign object must not even show that it is there. */
export function selectField(schema: GraphQLSchema, typeName: string, fieldName: string): string {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`${typeName}.${fieldName} is not in this domain`);
  const given = argumentsFor(`${typeName}.${fieldName}`, field);
  const named = getNamedType(field.type);
  if (isLeafType(named)) return `${fieldName}${given}`;
  const isPage = isObjectType(named) && named.name.endsWith('Connection');
  return `${fieldName}${given} { __typename ${isPage ? 'nodes { __typename }' : ''} }`;
}

function argumentsFor(place: string, field: GraphQLField<unknown, unknown>): string {
  if (!field.args.some(isRequiredArgument)) return '';
  const given = argumentsOf[place];
  if (!given) throw new Error(`${place} needs arguments: give some in e2e/src/rights/entity-document.ts`);
  return given;
}

/** All scalars, and the ids of what hangs on it, two levels down. */
export function selectAll(schema: GraphQLSchema, typeName: string, depth = 2): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return '__typename';
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    const given = argumentsFor(`${typeName}.${field.name}`, field);
    if (!isCompositeType(named)) return [`${field.name}${given}`];
    if (!isObjectType(named)) return [];
    const isEntity = 'id' in named.getFields();
    if (isEntity) return [`${field.name}${given} { __typename id }`];
    return depth > 0 ? [`${field.name}${given} { ${selectAll(schema, named.name, depth - 1)} }`] : [];
  });
  return ['__typename', ...parts].join(' ');
}

export function entityDocument(type: string, selection: string): string {
  return `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;
}
