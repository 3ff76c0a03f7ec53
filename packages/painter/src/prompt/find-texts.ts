const TEXTS_MAX = 3;
const TEXT_LENGTH_MAX = 60;
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '„': '“',
  '«': '»',
  '「': '」',
  '『': '』',
  '‘': '’',
  "'": "'",
  '＂': '＂',
  '《': '》',
};
const TITLE_CUES = ['写', '字', '题', '海报', '封面', '书名', '招牌', '标语'];
/** What follows them is meant as letters though no quotes stand around it. */
const CUES =
  /\b(?:(?:that|which) (?:says|reads)|(?:sign|banner|text|poster|label|board|billboard|caption|logo|card|letters|words|title|shirt|cake|plate|neon)(?: that)? (?:says|saying|reads|reading)|with the (?:words|text|caption|title|inscription|slogan|letters)|the (?:words|word|text|slogan)|titled|entitled|labell?ed)(?=[ :])|写着|写有|写上|印着|印有|刻着|题字|标题为|标题是|文字为|文字是/gi;

export type FoundTexts = {
  /** To be lettered, as typed. */
  readonly texts: readonly string[];
  /** The prompt without them. */
  readonly rest: string;
};

/** Finds texts in quotes and after words such as "that says". A prompt that is one quote as a whole is only a prompt. */
export function findTexts(prompt: string): FoundTexts {
  const texts: string[] = [];
  const whole = unwrapped(prompt.trim());
  const isOfLetters = TITLE_CUES.some((cue) => whole.includes(cue));
  let rest = '';
  let from = 0;
  for (const { start, end, inner, isTitle } of quotesOf(whole)) {
    const text = inner.trim().replaceAll(/\s+/g, ' ');
    const isLettering = isTitle ? isOfLetters : text.length <= TEXT_LENGTH_MAX * 2;
    if (text === '' || !(isLettering || isTitle)) continue;
    rest += `${whole.slice(from, start)} ; `;
    from = end;
    if (isLettering) texts.push(text);
  }
  rest += whole.slice(from);
  const cued = texts.length > 0 ? { texts: [], rest } : cuedTexts(rest);
  return { texts: [...texts, ...cued.texts].slice(0, TEXTS_MAX).map(shortened), rest: cued.rest };
}

function unwrapped(prompt: string): string {
  const closing = CLOSING[prompt[0] ?? ''];
  const inner = prompt.slice(1, -1);
  return closing !== undefined && prompt.endsWith(closing) && inner.length > 0 && !inner.includes(closing)
    ? inner
    : prompt;
}

type Quote = { readonly start: number; readonly end: number; readonly inner: string; readonly isTitle: boolean };

function* quotesOf(prompt: string): Generator<Quote> {
  // Once a closing mark is not found, it is not searched for again: a row of opening marks stays linear.
  const missing = new Set<string>();
  for (let index = 0; index < prompt.length; index += 1) {
    const opening = prompt[index] ?? '';
    const closing = CLOSING[opening];
    if (closing === undefined || missing.has(closing) || !opens(prompt, index)) continue;
    const end = closingAt(prompt, index + 1, closing);
    if (end === -1) {
      missing.add(closing);
      continue;
    }
    yield { start: index, end: end + 1, inner: prompt.slice(index + 1, end), isTitle: opening === '《' };
    index = end;
  }
}

/** An apostrophe stands inside a word; a single quote opens at the start of one. */
function opens(prompt: string, index: number): boolean {
  if (prompt[index] !== "'") return true;
  return !isLetter(prompt[index - 1]) && isLetter(prompt[index + 1]);
}

function closingAt(prompt: string, from: number, closing: string): number {
  if (closing !== "'" && closing !== '’') return prompt.indexOf(closing, from);
  for (let index = prompt.indexOf(closing, from); index !== -1; index = prompt.indexOf(closing, index + 1)) {
    if (!isLetter(prompt[index + 1])) return index;
  }
  return -1;
}

function isLetter(character = ''): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

/** Up to the next mark, or the next word that leads on, at most six words. */
function cuedTexts(prompt: string): FoundTexts {
  const texts: string[] = [];
  let rest = '';
  let from = 0;
  for (const match of prompt.matchAll(CUES)) {
    const start = match.index + match[0].length;
    if (start < from) continue;
    const run = /^[ :]*([^.,;:!?\n。，；！？、]{1,80})/u.exec(prompt.slice(start, start + 100))?.[1] ?? '';
    const text = isHan(run) ? (run.split(/的|，|在/)[0] ?? '') : leadingWords(run);
    if (text === '') continue;
    texts.push(text);
    // The sign itself stays: it says what the letters stand on.
    const carrier = match[0].replace(/ ?(?:that |which )?(?:says|saying|reads|reading)$/i, '');
    rest += `${prompt.slice(from, match.index)}${CARRIERS.test(carrier) ? carrier : ''} ; `;
    from = start + prompt.slice(start).indexOf(text) + text.length;
  }
  return { texts, rest: rest + prompt.slice(from) };
}

const CARRIERS = /^(?:sign|banner|poster|label|board|billboard|logo|card|title|shirt|cake|plate|neon)$/i;
const LEADS_ON = new Set('in on at with and by above below near next under over against over from for'.split(' '));

function leadingWords(run: string): string {
  const words = run.trim().split(/\s+/).slice(0, 6);
  const end = words.findIndex((word, index) => index > 0 && LEADS_ON.has(word));
  return words.slice(0, end === -1 ? words.length : end).join(' ');
}

function isHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** Cut at the end of a word where there is one. */
function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= TEXT_LENGTH_MAX) return text;
  const cut = characters.slice(0, TEXT_LENGTH_MAX).join('');
  const space = cut.lastIndexOf(' ');
  return (space > TEXT_LENGTH_MAX / 2 ? cut.slice(0, space) : cut).trim();
}
