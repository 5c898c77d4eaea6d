import { parseCalendarDate } from '@lastmile/kernel/calendar';
import { Decimal, isCurrency, parseDecimal } from '@lastmile/kernel/money';
import { Refusal } from '@lastmile/kernel/refusal';
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

function told<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new GraphQLError(error.message, { extensions: { code: error.code } });
  }
}

function textScalar<T>(
  name: string,
  description: string,
  parse: (text: string) => T,
  serialize: (value: unknown) => string,
) {
  const noString = () =>
    new GraphQLError(`${name}: write it as a string, in quotes`, { extensions: { code: 'BAD_INPUT' } });
  return new GraphQLScalarType<T, string>({
    name,
    description,
    serialize,
    parseValue: (value) => {
      if (typeof value !== 'string') throw noString();
      return told(() => parse(value));
    },
    parseLiteral: (node: ValueNode) => {
      if (node.kind !== Kind.STRING) throw noString();
      return told(() => parse(node.value));
    },
  });
}

/** Arrives in resolvers as a kernel Decimal. */
export const DecimalScalar = textScalar(
  'Decimal',
  'An exact decimal number as a string, with a point: "12.50". At most 20 digits before and 10 after the point.',
  (text) => parseDecimal(text, 'Decimal'),
  (value) => (value instanceof Decimal ? value.toFixed() : String(value)),
);

/** Arrives in resolvers as a CalendarDate text. */
export const DateScalar = textScalar(
  'Date',
  'A day of the calendar (ISO 8601): "2026-11-23". Without time or zone.',
  (text) => parseCalendarDate(text, 'Date'),
  String,
);

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Arrives in resolvers as a Date. */
export const DateTimeScalar = textScalar(
  'DateTime',
  'An instant (RFC 3339), answered in UTC: "2026-11-23T18:25:00.000Z".',
  (text) => {
    const instant = new Date(text);
    if (!instantPattern.test(text) || Number.isNaN(instant.getTime())) {
      throw new Refusal(
        'BAD_INPUT',
        `DateTime: ${JSON.stringify(text)} is not an instant; write it like 2026-11-23T18:25:00Z`,
      );
    }
    return instant;
  },
  (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
);

export const CurrencyScalar = textScalar(
  'Currency',
  'A currency code of ISO 4217: "EUR".',
  (text) => {
    if (!isCurrency(text))
      throw new Refusal(
        'BAD_INPUT',
        `Currency: ${JSON.stringify(text)} is not a code of ISO 4217 that is known here`,
      );
    return text;
  },
  String,
);

export const CursorScalar = textScalar(
  'Cursor',
  'An opaque position in a list or a stream: hand back what you were given, as it is.',
  (text) => text,
  String,
);
