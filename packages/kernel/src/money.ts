import { Decimal as DecimalJs } from 'decimal.js';
import { badInput, Refusal } from './refusal.ts';

/** 40 digits and half-up (away from zero at the half): enough for any rate times any amount without a second rounding. */
export const Decimal = DecimalJs.clone({ precision: 40, rounding: DecimalJs.ROUND_HALF_UP });
export type Decimal = DecimalJs;

/** ISO 4217 minor units; a currency that is not here is refused rather than guessed. */
const minorUnitDigits: Readonly<Record<string, number>> = {
  AED: 2,
  ARS: 2,
  AUD: 2,
  BGN: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  COP: 2,
  CZK: 2,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  GEL: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KES: 2,
  KRW: 0,
  KWD: 3,
  KZT: 2,
  MAD: 2,
  MXN: 2,
  MYR: 2,
  NGN: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PEN: 2,
  PHP: 2,
  PKR: 2,
  PLN: 2,
  RON: 2,
  RSD: 2,
  RUB: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  UGX: 0,
  USD: 2,
  UYU: 2,
  VND: 0,
  ZAR: 2,
};

/** An ISO 4217 code that this house knows. */
export type Currency = string;

export function isCurrency(code: string): boolean {
  return Object.hasOwn(minorUnitDigits, code);
}

/** Digits after the point of a posted amount: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217). */
export function currencyDigits(currency: Currency): number {
  const digits = Object.hasOwn(minorUnitDigits, currency) ? minorUnitDigits[currency] : undefined;
  if (digits === undefined)
    throw badInput('currency', `${currency} is not a currency code of ISO 4217 that is known here`);
  return digits;
}

/** A decimal in a text such as `-12.50`: no exponent, no spaces, at most 20 digits before and 10 after the point. */
export function parseDecimal(text: string, field = 'amount'): Decimal {
  if (!/^-?\d{1,20}(\.\d{1,10})?$/.test(text)) {
    throw badInput(
      field,
      'write a decimal number such as "12.50", with a point, at most 20 digits before and 10 after it, without spaces or exponent',
    );
  }
  return new Decimal(text);
}

/** An exact amount in one currency. Immutable. */
export class Money {
  readonly amount: Decimal;
  readonly currency: Currency;

  private constructor(amount: Decimal, currency: Currency) {
    this.amount = amount;
    this.currency = currency;
  }

  static of(amount: Decimal | string, currency: Currency): Money {
    currencyDigits(currency);
    return new Money(typeof amount === 'string' ? parseDecimal(amount) : new Decimal(amount), currency);
  }

  static zero(currency: Currency): Money {
    return Money.of(new Decimal(0), currency);
  }

  static sum(amounts: readonly Money[], currency: Currency): Money {
    return amounts.reduce((total, amount) => total.plus(amount), Money.zero(currency));
  }

  plus(other: Money): Money {
    return new Money(this.amount.plus(this.#same(other)), this.currency);
  }

  minus(other: Money): Money {
    return new Money(this.amount.minus(this.#same(other)), this.currency);
  }

  negated(): Money {
    return new Money(this.amount.negated(), this.currency);
  }

  /** Unrounded: round once, at the end, with `rounded()`. */
  times(factor: Decimal | number | string): Money {
    return new Money(this.amount.times(factor), this.currency);
  }

  /** price × part ÷ whole, unrounded (multiplied before it is divided, so that 1/3 of 3 is 1). */
  fraction(part: number, whole: number): Money {
    if (whole <= 0) throw new Error(`A fraction of ${whole} parts`);
    return new Money(this.amount.times(part).dividedBy(whole), this.currency);
  }

  /** The one place where money is rounded: half-up to the currency's own digits. */
  rounded(): Money {
    return new Money(
      this.amount.toDecimalPlaces(currencyDigits(this.currency), DecimalJs.ROUND_HALF_UP),
      this.currency,
    );
  }

  /** Splits by weights; each part rounded, the remainder goes to the last part, so that the parts add up. */
  split(weights: readonly number[]): Money[] {
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const parts = weights.slice(0, -1).map((weight) => this.fraction(weight, whole).rounded());
    return weights.length === 0 ? [] : [...parts, this.minus(Money.sum(parts, this.currency))];
  }

  compare(other: Money): number {
    return this.amount.comparedTo(this.#same(other));
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.amount.equals(other.amount);
  }

  get isZero(): boolean {
    return this.amount.isZero();
  }

  get isNegative(): boolean {
    return this.amount.isNegative() && !this.amount.isZero();
  }

  get isPositive(): boolean {
    return this.amount.isPositive() && !this.amount.isZero();
  }

  /** The amount as text with at least the currency's digits: `12.50`, and `0.1234` keeps its four. */
  toAmountString(): string {
    return this.amount.toFixed(Math.max(currencyDigits(this.currency), this.amount.decimalPlaces()));
  }

  /** As events carry it: `{ amount: '12.50', currency: 'EUR' }`. */
  toJSON(): { amount: string; currency: Currency } {
    return { amount: this.toAmountString(), currency: this.currency };
  }

  #same(other: Money): Decimal {
    if (other.currency !== this.currency) {
      throw new Refusal('BAD_INPUT', `Amounts in ${this.currency} and ${other.currency} cannot be combined`);
    }
    return other.amount;
  }
}

export function smallest(a: Money, b: Money): Money {
  return a.compare(b) <= 0 ? a : b;
}
