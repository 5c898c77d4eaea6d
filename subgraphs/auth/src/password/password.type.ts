import { Inherited } from '@lastmile/subgraph/access/access';
import { InvalidInput, Problem } from '@lastmile/subgraph/graphql/problem';
import { createUnionType, Field, InputType, Int, ObjectType } from 'type-graphql';
import { type PasswordFault, passwordAdvice, passwordLengthMax, passwordLengthMin } from './new-password.ts';

@Inherited()
@ObjectType('PasswordRefused', {
  implements: Problem,
  description:
    'A new password that is not taken: PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_TOO_COMMON or PASSWORD_UNREADABLE.',
})
export class PasswordRefused extends Problem {
  @Field(() => Int, { description: 'In characters (Unicode code points).' })
  readonly lengthMin: number = passwordLengthMin;

  @Field(() => Int)
  readonly lengthMax: number = passwordLengthMax;

  constructor(fault: PasswordFault) {
    super(fault, passwordAdvice[fault]);
  }
}

@Inherited()
@ObjectType('WrongCredentials', {
  implements: Problem,
  description: 'The same whether the e-mail is unknown, the password wrong or the user deactivated.',
})
export class WrongCredentials extends Problem {
  constructor() {
    super('WRONG_CREDENTIALS', 'E-mail and password do not fit together. Check both and try again.');
  }
}

@Inherited()
@ObjectType('TooManyAttempts', {
  implements: Problem,
  description:
    'The password was not looked at. Waits grow with wrong tries; a place that was signed in from before has its own count.',
})
export class TooManyAttempts extends Problem {
  @Field(() => Int)
  readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    const seconds = Math.ceil(waitMs / 1_000);
    super('TOO_MANY_ATTEMPTS', `Too many wrong tries for this e-mail. Try again in ${seconds} seconds.`);
    this.retryAfterSeconds = seconds;
  }
}

@InputType('ChangePasswordInput')
export class ChangePasswordInput {
  @Field(() => String)
  currentPassword!: string;

  @Field(() => String, { description: '15 to 256 characters of any kind; a few unrelated words are best.' })
  newPassword!: string;
}

@Inherited()
@ObjectType('ChangePasswordSuccess')
export class ChangePasswordSuccess {
  @Field(() => Int, { description: 'All other sessions were ended.' })
  endedSessions!: number;
}

export const ChangePasswordResult = createUnionType({
  name: 'ChangePasswordResult',
  types: () =>
    [ChangePasswordSuccess, WrongCredentials, TooManyAttempts, PasswordRefused, InvalidInput] as const,
});
