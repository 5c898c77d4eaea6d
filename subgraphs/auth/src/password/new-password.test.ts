import { describe, expect, it } from '@jest/globals';
import { findPasswordFault, passwordAdvice } from './new-password.ts';

const anna = ['anna.schmidt@fernweh.example', 'Anna Schmidt'];
const fault = (password: string) => findPasswordFault(password, anna);

describe('A new password', () => {
  it('Given 14 characters, Then it is too short; Given 15, Then it is taken', () => {
    expect(fault('blau zwölf kanu')).toBeNull();
    expect(fault('blau zwölf kan')).toBe('PASSWORD_TOO_SHORT');
  });

  it('Given 64 and 256 characters, Then it is taken; Given 257, Then it is too long', () => {
    const long = 'a horse walks into 7 bars; '.repeat(10);
    expect(fault(long.slice(0, 64))).toBeNull();
    expect(fault(long.slice(0, 256))).toBeNull();
    expect(fault(long.slice(0, 257))).toBe('PASSWORD_TOO_LONG');
    expect(fault('x'.repeat(5_000_000))).toBe('PASSWORD_TOO_LONG');
  });

  it('Given characters beyond the basic plane, Then each counts as one', () => {
    const fourteen = '🐸🦊🐻🐼🐨🐯🦁🐮🐷🐵🐔🐧🐦🐤';
    expect([...fourteen]).toHaveLength(14);
    expect(fault(fourteen)).toBe('PASSWORD_TOO_SHORT');
    expect(fault(`${fourteen}🦆`)).toBeNull();
  });

  it('Given a composed and a decomposed spelling, Then both have the same length', () => {
    const decomposed = 'é'.repeat(8).normalize('NFD');
    expect(decomposed).toHaveLength(16);
    expect(fault(decomposed)).toBe('PASSWORD_TOO_SHORT');
  });

  it.each([
    'only lower case letters here',
    'NUR GROSSBUCHSTABEN HIER',
    '84 17 2096 33 71 5',
    '!?%&/()=+#*~<>|',
  ])('Given %j, Then there is no rule of composition that refuses it', (password) =>
    expect(fault(password)).toBeNull(),
  );

  it.each([
    'passwordpassword',
    'Password1234567!',
    'P@ssw0rdP@ssw0rd',
    'password password',
    '123456789012345',
    '987654321098765',
    '111111111111111',
    'abcabcabcabcabc',
    'qwertyuiopasdfgh',
    'lkjhgfdsapoiuytrewq',
    '1qaz2wsx3edc4rfv',
    '12345678987654321',
    'correct horse battery staple',
    'qwertyqwertyqwerty123',
    'lastmilelastmile',
    'iloveyouiloveyou1',
  ])('Given the common %j, Then it is refused', (password) => {
    expect(fault(password)).toBe('PASSWORD_TOO_COMMON');
  });

  it.each(['anna.schmidt@fernweh.example', 'AnnaSchmidt12345', 'Schmidt-Anna-2026', 'annaschmidtfernweh'])(
    'Given %j, which is made of the account’s own words, Then it is refused',
    (password) => expect(fault(password)).toBe('PASSWORD_TOO_COMMON'),
  );

  it('Given a passphrase that merely contains a common word or the own name, Then it is taken', () => {
    expect(fault('monkey bridges over seventeen lakes')).toBeNull();
    expect(fault('anna never eats a green pudding')).toBeNull();
  });

  it('Given control characters or broken Unicode, Then it is unreadable', () => {
    expect(fault('blau zwölf kanu\n')).toBe('PASSWORD_UNREADABLE');
    expect(fault(`blau zwölf kanu${'\ud83d'}`)).toBe('PASSWORD_UNREADABLE');
    expect(fault(`blau zwölf kanu${'\0'}`)).toBe('PASSWORD_UNREADABLE');
  });

  it('Given a long text made to be cut in endless ways, Then it is decided at once', () => {
    const started = performance.now();
    fault(`${'a'.repeat(255)}b`);
    fault(`${'aaaa aaa '.repeat(28)}b`);
    expect(performance.now() - started).toBeLessThan(250);
  });

  it('says for every fault what to do', () => {
    for (const advice of Object.values(passwordAdvice)) expect(advice.length).toBeGreaterThan(40);
  });
});
