/** Ways along the keys of common keyboards; a password that only walks along one of them is no secret. */
const walks = [
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
  '1234567890qwertyuiopasdfghjklzxcvbnm',
  '1234567890-=qwertyuiop',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1qa2ws3ed4rf5tg6yh7uj8ik9ol0p',
];

const reversed = (text: string) => [...text].reverse().join('');
const trails = walks.flatMap((walk) => [walk + walk, reversed(walk + walk)]);

/** Most characters of a unit that, repeated, is guessed as easily as the unit itself. */
const unitLengthMax = 6;

/** Whether a password as a whole is a repetition, a count or a walk along the keyboard. */
export function isPattern(password: string): boolean {
  const text = password.toLowerCase().replaceAll(/[\s_-]/gu, '');
  return (
    text === '' ||
    isRepetition(text) ||
    isCount(text) ||
    isFolded(text) ||
    trails.some((trail) => trail.includes(text))
  );
}

function isRepetition(text: string): boolean {
  const characters = [...text];
  for (let unit = 1; unit <= Math.min(unitLengthMax, characters.length / 2); unit += 1) {
    if (characters.every((character, at) => character === characters[at % unit])) return true;
  }
  return false;
}

/** 123456789…, zyxwvut…, 13579…: each step as large as the last one, nine being followed by nought. */
function isCount(text: string): boolean {
  const digits = /^\d+$/.test(text);
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const step = (at: number) => {
    const by = (codes[at] ?? 0) - (codes[at - 1] ?? 0);
    return digits ? (by + 10) % 10 : by;
  };
  return codes.every((_, at) => at < 2 || step(at) === step(1));
}

/** There and back again: 12345678987654321. */
function isFolded(text: string): boolean {
  const half = [...text].slice(0, Math.ceil([...text].length / 2)).join('');
  return (
    text === reversed(text) &&
    half.length >= 3 &&
    (isCount(half) || isRepetition(half) || trails.some((trail) => trail.includes(half)))
  );
}
