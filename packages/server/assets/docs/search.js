// The search above the list of pages. It looks through titles and descriptions at once, and through all text as soon as
// the index is there, which is asked for when the field is first used.

const HITS_MAX = 20;
const HITS_MAX_PER_PAGE = 3;

document.addEventListener('DOMContentLoaded', searchPages);

/** `/` goes to the field, arrows through what was found, Enter to the first of it, Escape gives the list back. */
function searchPages() {
  const input = document.querySelector('#search');
  const status = document.querySelector('#search-status');
  const hits = document.querySelector('#hits');
  const sections = document.querySelectorAll('.section');
  const index = openIndex(input.dataset.index, () => show());

  function show() {
    const words = wordsOf(input.value);
    const places = words.length === 0 ? [] : findPlaces(index.pages(), words);
    hits.replaceChildren(...places.map((place) => hitOf(place, words)));
    hits.hidden = places.length === 0;
    for (const section of sections) section.hidden = words.length > 0;
    const { none, found } = status.dataset;
    if (places.length > 0) status.textContent = found.replace('{count}', places.length);
    else status.textContent = words.length === 0 || index.isLoading() ? '' : none;
  }
  function clear() {
    input.value = '';
    show();
  }

  input.addEventListener('focus', index.load);
  input.addEventListener('input', () => {
    index.load();
    show();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') hits.querySelector('a')?.click();
  });
  input.parentElement.addEventListener('keydown', (event) => {
    moveThrough(event, [input, ...hits.querySelectorAll('a')]);
    if (event.key !== 'Escape' || input.value === '') return;
    // The first Escape is for the search, another one for the menu of a phone.
    event.stopPropagation();
    clear();
    input.focus();
  });
  hits.addEventListener('click', (event) => {
    if (event.target.closest('a')?.pathname !== location.pathname) return;
    clear();
    if (document.querySelector('.pages.open') !== null) document.querySelector('.menu').click();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== '/' || isTyping || input.checkVisibility?.() === false) return;
    event.preventDefault();
    input.focus();
  });
}

/** What is searched: the list of pages, until the text of all of them has come. */
function openIndex(address, onLoad) {
  let pages = [...document.querySelectorAll('.section a')].map((link) =>
    prepare({
      path: link.pathname,
      title: link.textContent,
      description: link.parentElement.dataset.words,
      sections: [['', '', '']],
    }),
  );
  let state = 'unread';
  const load = async () => {
    if (state !== 'unread') return;
    state = 'loading';
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`status ${response.status}`);
      pages = (await response.json()).map(prepare);
      state = 'read';
    } catch {
      // Titles and descriptions can be searched meanwhile; the next use of the field tries again.
      state = 'unread';
    }
    onLoad();
  };
  return { load, pages: () => pages, isLoading: () => state === 'loading' };
}

/** A page with what is compared in small letters. The description belongs to the first section, which is the page itself. */
function prepare({ path, title, description, lang, sections }) {
  const parts = sections.map(([id, heading, text], index) => ({
    id,
    heading,
    text,
    description: index === 0 ? description : '',
    headingFolded: heading.toLowerCase(),
    textFolded: (index === 0 ? `${description} ${text}` : text).toLowerCase(),
  }));
  return { path, title, titleFolded: title.toLowerCase(), lang, parts };
}

/** The words of a query. Chinese has no spaces between them, so the browser says where they end. */
function wordsOf(query) {
  const parts = query.toLowerCase().split(/\s+/);
  const words = parts.flatMap((part) => (/\p{Script=Han}/u.test(part) ? segmentsOf(part) : [part]));
  return words.filter((word) => word !== '');
}

function segmentsOf(text) {
  if (Intl.Segmenter === undefined) return [text];
  const segments = [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)];
  return segments.filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/** A word as it is looked for: `retry` finds "Retries", and `limits` a limit. */
function patternOf(word) {
  const stem = /^[a-z]{4,}$/.test(word) ? word.replace(/ies$/, 'y').replace(/(?<!s)s$/, '') : word;
  const source = stem.replace(/[\^$\\.*+?()[\]{}|]/g, '\\$&');
  return /[a-z]{3}y$/.test(stem) ? source.replace(/y$/, '(?:y|ies|ied)') : source;
}

/** Sections that have every word, the best first: titles before headings before text, whole words before parts of words. */
function findPlaces(pages, words) {
  const patterns = words.map((word) => ({
    anywhere: new RegExp(patternOf(word), 'u'),
    atStart: new RegExp(`(?<![\\p{L}\\p{N}])${patternOf(word)}`, 'u'),
  }));
  const places = pages.flatMap((page) =>
    page.parts
      .map((part, index) => ({ page, part, score: scoreOf(page, part, { patterns, isFirst: index === 0 }) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, HITS_MAX_PER_PAGE),
  );
  return places.sort((a, b) => b.score - a.score).slice(0, HITS_MAX);
}

/** 0 when a word is nowhere. The title of its page helps to find a section, and is not enough to show it. */
function scoreOf({ titleFolded }, { headingFolded, textFolded }, { patterns, isFirst }) {
  let own = 0;
  let given = 0;
  for (const pattern of patterns) {
    const inTitle = rate(titleFolded, isFirst ? 20 : 1, pattern);
    const inSection = rate(headingFolded, 10, pattern) + rate(textFolded, 2, pattern);
    if (inTitle + inSection === 0) return 0;
    own += inSection + (isFirst ? inTitle : 0);
    given += isFirst ? 0 : inTitle;
  }
  return own === 0 ? 0 : own + given;
}

function rate(text, points, { anywhere, atStart }) {
  if (!anywhere.test(text)) return 0;
  return atStart.test(text) ? points * 2 : points;
}

function hitOf({ page, part }, words) {
  const link = document.createElement('a');
  link.href = part.id === '' ? page.path : `${page.path}#${part.id}`;
  const add = (kind, text, lang) => {
    const element = document.createElement('span');
    element.className = kind;
    if (lang !== undefined) element.lang = lang;
    element.append(...marked(text, words));
    // The space keeps the parts apart where the link is read out.
    link.append(element, ' ');
  };
  if (part.heading !== '') add('hit-heading', part.heading, page.lang);
  add(part.heading === '' ? 'hit-heading' : 'hit-page', page.title);
  // The description of a page is in the language of the docs, its text perhaps in another.
  if (part.description !== '' && !anyOf(words).test(part.text)) add('hit-text', excerptOf(part.description, words));
  else if (part.text !== '') add('hit-text', excerptOf(part.text, words), page.lang);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

const EXCERPT_BEFORE = 32;
const EXCERPT_LENGTH = 96;

/** Some words around the first of those that are looked for; the beginning when only the heading has them. */
function excerptOf(text, words) {
  const at = anyOf(words).exec(text)?.index ?? 0;
  const earliest = Math.max(at - EXCERPT_BEFORE, 0);
  const space = earliest === 0 ? -1 : text.indexOf(' ', earliest);
  // At the start of a word; Chinese has no spaces to start at.
  const from = space === -1 || space >= at ? earliest : space + 1;
  const to = from + EXCERPT_LENGTH;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

/** A text with the words in `<mark>`. */
function marked(text, words) {
  return text.split(new RegExp(`(${anyOf(words).source})`, 'iu')).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const mark = document.createElement('mark');
    mark.textContent = piece;
    return mark;
  });
}

function anyOf(words) {
  return new RegExp(words.map(patternOf).join('|'), 'iu');
}

function moveThrough(event, stops) {
  const at = stops.indexOf(event.target);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1 }[event.key];
  if (at === -1 || to === undefined || stops[to] === undefined) return;
  event.preventDefault();
  stops[to].focus();
}
