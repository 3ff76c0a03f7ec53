// Loaded in the head, before anything is shown: the scheme the reader chose must not come with a flash.
// All that the pages say can be read without it.

const root = document.documentElement;
const SCHEMES = ['system', 'light', 'dark'];

root.classList.add('js');
setScheme(recall('scheme'));
document.addEventListener('DOMContentLoaded', () => {
  const texts = JSON.parse(document.body.dataset.texts);
  switchSchemes(texts);
  keepPlace();
  offerLanguage();
  openMenu();
  makeTabs();
  addCopyButtons(texts);
  followHeadings();
});

/** What the reader chose before; `null` when nothing was, or when the browser keeps nothing. */
function recall(name) {
  try {
    return localStorage.getItem(`rivya-docs-${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`rivya-docs-${name}`, value);
  } catch {
    // It holds for this page then.
  }
}

function setScheme(scheme) {
  if (scheme === 'light' || scheme === 'dark') root.dataset.theme = scheme;
  else delete root.dataset.theme;
}

function switchSchemes(texts) {
  const button = document.querySelector('.theme');
  const tell = () => {
    const label = `${texts.theme}: ${texts[root.dataset.theme ?? 'system']}`;
    button.title = label;
    button.querySelector('span').textContent = label;
  };
  button.addEventListener('click', () => {
    const next = SCHEMES[(SCHEMES.indexOf(root.dataset.theme ?? 'system') + 1) % SCHEMES.length];
    setScheme(next);
    remember('scheme', next);
    tell();
  });
  tell();
}

/** The anchors of a page are the same in all languages: the reader stays where they are. */
function keepPlace() {
  for (const link of document.querySelectorAll('.languages a')) {
    link.addEventListener('click', () => {
      link.hash = location.hash;
    });
  }
}

/** Sets off the link to the language that the browser asks for before the one of the page: offered, never forced. */
function offerLanguage() {
  const links = [...document.querySelectorAll('.languages a')];
  const first = navigator.languages.map(languageOf).find((asked) => [root, ...links].some(has(asked)));
  links.find(has(first))?.classList.add('offered');
}

const languageOf = (tag) => tag.split('-')[0].toLowerCase();
const has = (language) => (element) => languageOf(element.lang) === language;

/** On small screens: opens and closes the list of pages in place, where the link alone would go to it. */
function openMenu() {
  const link = document.querySelector('.menu');
  const pages = document.querySelector('.pages');
  const show = (isOpen) => {
    pages.classList.toggle('open', isOpen);
    link.setAttribute('aria-expanded', String(isOpen));
  };
  link.setAttribute('aria-controls', pages.id);
  link.setAttribute('role', 'button');
  link.addEventListener('click', (event) => {
    event.preventDefault();
    show(!pages.classList.contains('open'));
  });
  link.addEventListener('keydown', (event) => {
    if (event.key === ' ') {
      event.preventDefault();
      link.click();
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !pages.classList.contains('open')) return;
    show(false);
    link.focus();
  });
  show(false);
  const current = pages.querySelector('[aria-current]');
  const isBelow = current !== null && current.offsetTop > pages.clientHeight - current.offsetHeight;
  if (isBelow) pages.scrollTop = current.offsetTop - pages.clientHeight / 2;
}

/** Makes tabs of the examples that stand below each other; the one that was chosen last is shown in all groups. */
function makeTabs() {
  const groups = [...document.querySelectorAll('.tabs')].map(makeGroup);
  const chosen = recall('tab');
  for (const group of groups) group.show(chosen);
  for (const group of groups) {
    group.bar.addEventListener('click', (event) => {
      const tab = event.target.closest('[role=tab]');
      if (tab === null) return;
      remember('tab', tab.textContent);
      keepInPlace(group.bar, () => {
        for (const other of groups) other.show(tab.textContent);
      });
    });
  }
}

let groupCount = 0;

function makeGroup(element) {
  groupCount += 1;
  const panels = [...element.children];
  const bar = document.createElement('div');
  bar.className = 'tab-bar';
  bar.role = 'tablist';
  bar.ariaLabel = element.ariaLabel;
  const tabs = panels.map((panel, index) => {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.role = 'tab';
    tab.id = `tab-${groupCount}-${index}`;
    tab.textContent = panel.querySelector('.tab-name').textContent;
    panel.id = `panel-${groupCount}-${index}`;
    panel.role = 'tabpanel';
    panel.setAttribute('aria-labelledby', tab.id);
    tab.setAttribute('aria-controls', panel.id);
    return tab;
  });
  bar.append(...tabs);
  element.prepend(bar);
  element.classList.add('ready');
  element.removeAttribute('role');
  element.removeAttribute('aria-label');
  bar.addEventListener('keydown', (event) => moveAlong(event, tabs));
  /** Shows the panel of a name, or what it shows already when it has none of that name. */
  const show = (name) => {
    const asked = tabs.findIndex((tab) => tab.textContent === name);
    const shown = Math.max(asked === -1 ? tabs.findIndex((tab) => tab.ariaSelected === 'true') : asked, 0);
    for (const [index, tab] of tabs.entries()) {
      tab.ariaSelected = String(index === shown);
      tab.tabIndex = index === shown ? 0 : -1;
      panels[index].classList.toggle('shown', index === shown);
    }
  };
  return { bar, show };
}

function moveAlong(event, tabs) {
  const at = tabs.indexOf(event.target);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined || at === -1) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  tab.click();
}

/** Groups above change their height as well; what the reader looks at stays where it is. */
function keepInPlace(element, change) {
  const before = element.getBoundingClientRect().top;
  change();
  scrollBy({ top: element.getBoundingClientRect().top - before, behavior: 'instant' });
}

function addCopyButtons({ copy, copied }) {
  const status = document.createElement('p');
  status.className = 'unseen';
  status.role = 'status';
  document.body.append(status);
  for (const block of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = copy;
    button.addEventListener('click', async () => {
      if (!(await copyText(block.querySelector('code')))) return;
      button.textContent = copied;
      status.textContent = copied;
      setTimeout(() => {
        button.textContent = copy;
        status.textContent = '';
      }, 2000);
    });
    block.append(button);
  }
}

/** Whether the text reached the clipboard. Over plain http browsers have only the old way of copying a selection. */
async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    const isCopied = document.execCommand('copy');
    if (isCopied) getSelection().removeAllRanges();
    return isCopied;
  }
}

/** Marks the heading in the list that is being read: the last one above the upper third of the window. */
function followHeadings() {
  const details = document.querySelector('.contents details');
  if (details === null) return;
  const wide = matchMedia('(width >= 80rem)');
  const arrange = () => {
    details.open = wide.matches;
  };
  wide.addEventListener('change', arrange);
  arrange();
  const links = [...details.querySelectorAll('a')];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let isAsked = false;
  const mark = () => {
    isAsked = false;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3).length;
    for (const [index, link] of links.entries()) {
      if (index === passed - 1) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  addEventListener(
    'scroll',
    () => {
      if (!isAsked) requestAnimationFrame(mark);
      isAsked = true;
    },
    { passive: true },
  );
  mark();
}
