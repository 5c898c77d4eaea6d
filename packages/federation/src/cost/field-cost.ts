import type { GraphQLCompositeType, GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { getNamedType, isAbstractType, isCompositeType } from 'graphql';
import type { CostModel, ListSize } from './cost-model.ts';

/** What is said about a field where it is asked for on a type: objects of several types may stand there, the dearest counts. */
export class FieldCost {
  readonly #model: CostModel;
  readonly #schema: GraphQLSchema;
  readonly #name: string;
  /** The type itself comes first. */
  readonly #owners: readonly [GraphQLCompositeType, ...GraphQLCompositeType[]];

  constructor(model: CostModel, schema: GraphQLSchema, type: GraphQLCompositeType, name: string) {
    this.#model = model;
    this.#schema = schema;
    this.#name = name;
    this.#owners = [type, ...(isAbstractType(type) ? schema.getPossibleTypes(type) : [])];
  }

  /** By `@cost` of the field itself. */
  get ownWeight(): number | undefined {
    return this.#greatest((coordinate) => this.#model.weightAt(coordinate));
  }

  /** By `@cost` of the field or of its type; otherwise 1 for what has fields of its own, 0 for the rest. */
  get weight(): number {
    return Math.max(
      ...this.#owners.map(
        (owner) =>
          this.#model.weightAt(`${owner.name}.${this.#name}`) ??
          typeWeight(this.#model, this.#schema, fieldOf(owner, this.#name)),
      ),
    );
  }

  /** Undefined for an argument of which nothing is said. */
  argumentWeight(argument: string): number | undefined {
    return this.#greatest((coordinate) => this.#model.weightAt(`${coordinate}(${argument}:)`));
  }

  /** Each that may hold: an object's own, or that of its interface where it says nothing; undefined among them when nothing is said of some. */
  get listSizes(): ReadonlySet<ListSize | undefined> {
    const [asked, ...possible] = this.#owners;
    const said = this.#model.listSizeAt(`${asked.name}.${this.#name}`);
    const sizes = possible.map(({ name }) => this.#model.listSizeAt(`${name}.${this.#name}`) ?? said);
    return new Set(said || possible.length === 0 ? [said, ...sizes] : sizes);
  }

  #greatest(read: (coordinate: string) => number | undefined): number | undefined {
    const said = this.#owners
      .map(({ name }) => read(`${name}.${this.#name}`))
      .filter((one) => one !== undefined);
    return said.length > 0 ? Math.max(...said) : undefined;
  }
}

function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return 'getFields' in type ? type.getFields()[name] : undefined;
}

/** Of an interface or union the greatest of its types; an interface may have none. */
function typeWeight(
  model: CostModel,
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown> | undefined,
): number {
  if (!field) return 0;
  const type = getNamedType(field.type);
  const possible: readonly GraphQLNamedType[] = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const types = possible.length > 0 ? possible : [type];
  return Math.max(...types.map(({ name }) => model.weightAt(name) ?? (isCompositeType(type) ? 1 : 0)));
}
