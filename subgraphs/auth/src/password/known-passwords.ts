import { dictionary } from '@zxcvbn-ts/language-common';

/** The 49,000 most used passwords of known breaches, the most used first. */
const ranked = dictionary['passwords-common'] as readonly string[];
/** Long ones that became famous after the breaches that the list is made of. */
const famous = [
  'correcthorsebatterystaple',
  'correct horse battery staple',
  'thequickbrownfoxjumpsoverthelazydog',
  'the quick brown fox jumps over the lazy dog',
  'loremipsumdolorsitamet',
  'tobeornottobethatisthequestion',
  'maytheforcebewithyou',
  'thisismypassword',
  'letmeinletmeinplease',
  'mypasswordispassword',
  'iwanttobelieve',
];
const common: ReadonlySet<string> = new Set([...ranked, ...famous]);

/** Strung together, only the very most used words are as weak as one: two of 3,000 are 23 bits. */
const strungRankMax = 3_000;
const wordLengthMin = 3;
const wordLengthMax = 64;
const strung: ReadonlySet<string> = new Set([
  ...ranked.slice(0, strungRankMax).filter((word) => word.length >= wordLengthMin),
  'lastmile',
  'internet',
  'provider',
  'correct',
  'horse',
  'battery',
  'staple',
]);

/** What people write for letters when they are asked for digits and signs. */
const disguises: Readonly<Record<string, string>> = {
  '@': 'a',
  $: 's',
  '!': 'i',
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
};

/**
 * Whether a password as a whole is a known one, or one made of such in the ways that guessers try: repeated, two put
 * together, letters disguised, padded with digits and signs at its ends. Parts are not searched for (NIST SP 800-63B-4, 3.1.1.2).
 */
export function isKnownPassword(password: string, context: readonly string[]): boolean {
  const text = password.toLowerCase();
  const words = new Set([...contextWords(context), ...strung]);
  return formsOf(text).some((form) => common.has(form) || isStrung(form, words));
}

function formsOf(text: string): string[] {
  const undisguised = [...text].map((sign) => disguises[sign] ?? sign).join('');
  const forms = [
    text,
    text.replaceAll(/^[\P{L}]+|[\P{L}]+$/gu, ''),
    onlyLetters(text),
    onlyLetters(undisguised),
  ];
  return forms.filter((form) => form.length >= wordLengthMin);
}

const onlyLetters = (text: string) => text.replaceAll(/\P{L}/gu, '');

/** One word or two different ones, each as often as one likes: passwordpassword, adminpassword. */
function isStrung(text: string, words: ReadonlySet<string>): boolean {
  return isMadeOf(text, 0, words, [], new Set());
}

/** `dead` remembers what led nowhere, since a long password of "aaa" and "aaaa" could be cut in endless ways. */
function isMadeOf(
  text: string,
  from: number,
  words: ReadonlySet<string>,
  used: readonly string[],
  dead: Set<string>,
): boolean {
  if (from === text.length) return true;
  const state = `${from} ${used.join(' ')}`;
  if (dead.has(state)) return false;
  for (let end = from + wordLengthMin; end <= Math.min(text.length, from + wordLengthMax); end += 1) {
    const word = text.slice(from, end);
    if (!words.has(word)) continue;
    const next = used.includes(word) ? used : [...used, word];
    if (next.length <= 2 && isMadeOf(text, end, words, next, dead)) return true;
  }
  dead.add(state);
  return false;
}

/** The words of an e-mail and a name, alone and put together. */
function contextWords(context: readonly string[]): string[] {
  return context.flatMap((entry) => {
    const text = entry.normalize('NFKC').toLowerCase();
    const [local = '', domain = ''] = text.split('@');
    const parts = text.split(/\P{L}+/u);
    return [onlyLetters(text), onlyLetters(local), onlyLetters(domain), ...parts].filter(
      (word) => word.length >= wordLengthMin,
    );
  });
}
