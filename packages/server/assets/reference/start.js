// Starts the viewer on the description of the server that sent this page, and mends what keeps people who use a keyboard or
// a screen reader from using it.

/** What was chosen in the docs, else what the system says. */
function isDark() {
  try {
    const chosen = localStorage.getItem('rivya-docs-scheme');
    return chosen === 'dark' || (chosen !== 'light' && dark.matches);
  } catch {
    return dark.matches;
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const showScheme = () => document.documentElement.classList.toggle('dark-mode', isDark());
dark.addEventListener('change', showScheme);
showScheme();

/** The viewer puts a link into the button that opens a call; the button alone does the same. */
const plainPaths = ({ React }) => ({
  wrapComponents: {
    DeepLink:
      () =>
      ({ text }) =>
        React.createElement('span', null, text),
  },
});

/** What is said of the API becomes a part of the page that can be jumped to, and the list below it gets its heading. */
const landmarks = ({ React: { createElement } }) => ({
  wrapComponents: {
    InfoContainer: (Info) => (props) =>
      createElement(
        'section',
        { 'aria-label': 'About this API' },
        createElement(Info, props),
        createElement('h2', { className: 'unseen' }, 'Calls'),
      ),
  },
});

/** What controls and dialogs lack; a parameter's row knows the name of its control. */
const MISSING = [
  ['select.examples-select-element', { 'aria-label': 'Example' }],
  ['select.content-type', { 'aria-label': 'Media type' }],
  ['textarea.body-param__text', { 'aria-label': 'Request body' }],
  ['.parameters-col_description :is(select, input)', { 'aria-label': 'Value' }],
  ['.close-modal', { 'aria-label': 'Close' }],
  ['.modal-ux', { role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Authorize' }],
  ['.modal-ux-header h3', { 'aria-level': '2' }],
  ['.modal-ux h4', { 'aria-level': '3' }],
  ['.auth-btn-wrapper button.authorize', { 'aria-label': 'Authorize' }],
];

function mend(root) {
  for (const [selector, attributes] of MISSING) {
    for (const element of root.querySelectorAll(`${selector}:not([data-mended])`)) {
      element.dataset.mended = '';
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      const parameter = element.closest('tr[data-param-name]')?.dataset.paramName;
      if (parameter !== undefined) element.setAttribute('aria-label', parameter);
      if (element.matches('.modal-ux')) element.querySelector('input')?.focus();
    }
  }
}

const reference = document.getElementById('reference');
new MutationObserver(() => mend(reference)).observe(reference, { childList: true, subtree: true });
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') reference.querySelector('.close-modal')?.click();
});

fetch('/api/v1/openapi.json')
  .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`status ${response.status}`))))
  // Calls that are tried go to the server that sent the page, whatever address it is known by elsewhere.
  .then(({ servers: _servers, ...description }) => {
    globalThis.SwaggerUIBundle({
      spec: description,
      dom_id: '#reference',
      plugins: [plainPaths, landmarks],
      deepLinking: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      persistAuthorization: false,
      validatorUrl: null,
    });
  })
  .catch((error) => {
    const notice = document.getElementById('waiting');
    if (notice !== null) notice.textContent = `The description of the API could not be loaded (${error.message}).`;
  });
