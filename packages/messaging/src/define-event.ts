import { z } from 'zod';

/** A kind of event: its name, where it is ordered, and the shape that is checked on sending and on receiving. */
export interface EventDefinition<Data = unknown, Type extends string = string> {
  /** `<domain>.<aggregate>.<past tense>`, e.g. `billing.invoice.created`. */
  readonly type: Type;
  readonly domain: string;
  /** The ordering root: `account`, `customer` … Its id is the stream's key. */
  readonly root: string;
  /** `lastmile.<domain>.<root>` */
  readonly topic: string;
  /** One sentence for the AsyncAPI document. */
  readonly about: string;
  readonly schema: z.ZodType<Data>;
}

/**
 * Defines an event. Data carries the change and the aggregate's public state after it: ids, amounts, dates, states;
 * never names, addresses, e-mails or free text. Schemas only gain optional fields; a break is a new type version.
 * Unknown fields are ignored on receiving, so that an older consumer survives a newer producer.
 */
export function defineEvent<const Type extends string, Shape extends z.ZodRawShape>(definition: {
  type: Type;
  root: string;
  about: string;
  data: Shape;
}): EventDefinition<z.output<z.ZodObject<Shape>>, Type> {
  const match = /^([a-z]+)\.([a-z_]+)\.([a-z_]+)(\.v\d+)?$/.exec(definition.type);
  if (!match?.[1]) throw new Error(`${definition.type} is not of the form <domain>.<aggregate>.<past tense>`);
  return {
    type: definition.type,
    domain: match[1],
    root: definition.root,
    topic: `lastmile.${match[1]}.${definition.root}`,
    about: definition.about,
    schema: z.object(definition.data),
  };
}

/** A type without its version: `billing.invoice.created` of `billing.invoice.created.v2`. */
export function baseType(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

/** Shapes that many events use. Amounts are texts, since JSON numbers are not exact. */
export const id = z.uuid();
export const instant = z.iso.datetime();
export const calendarDate = z.iso.date();
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const money = z.object({ amount: decimal, currency: z.string().regex(/^[A-Z]{3}$/) });
